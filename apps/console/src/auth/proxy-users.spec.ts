import { ProxyUsers } from './proxy-users.js';
import { TrustedProxies } from './trusted-proxies.js';

const users = new ProxyUsers(new TrustedProxies(['10.1.0.0/16', 'fd00::/8']), {
  users: ['alice'],
  groups: ['g_operators'],
});
const ALICE = { 'x-auth-request-user': 'alice' };

describe("a proxy's user", () => {
  test.each(['10.1.2.3', '::ffff:10.1.2.3', 'fd00::7'])('is believed from %s', (peer) => {
    expect(users.find(peer, ALICE)).toEqual({ who: 'alice', role: 'operator', by: 'proxy' });
  });

  test.each(['10.2.0.1', '127.0.0.1', '::ffff:10.2.0.1', 'fe80::1', undefined])(
    'is not believed from %s',
    (peer) => {
      expect(users.find(peer, ALICE)).toBeNull();
    },
  );

  test('may look unless named as an operator, or of a group that is', () => {
    const role = (headers: Record<string, string>) => users.find('10.1.0.1', headers)?.role;
    expect(role({ 'x-auth-request-user': 'bob' })).toBe('reader');
    expect(role({ 'x-auth-request-user': 'bob', 'x-auth-request-groups': 'g_users, g_operators' })).toBe(
      'operator',
    );
    expect(role({ 'x-auth-request-user': 'bob', 'x-auth-request-groups': 'g_operators2' })).toBe('reader');
  });

  test.each(['alice, mallory', '', 'alice smith', '<b>'])('is nobody with the name %j', (user) => {
    expect(users.find('10.1.0.1', { 'x-auth-request-user': user })).toBeNull();
  });

  test('is nobody where no proxy is trusted', () => {
    const none = new ProxyUsers(new TrustedProxies([]), { users: ['alice'], groups: [] });
    expect(none.find('127.0.0.1', ALICE)).toBeNull();
  });
});
