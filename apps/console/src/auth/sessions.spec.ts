import { jest } from '@jest/globals';
import { Secret } from '@footman/service';
import { Sessions } from './sessions.js';
import { Tokens } from './tokens.js';

const named = (who: string, token: string) => ({ who, token: new Secret(token) });
const tokens = (...operators: string[]) =>
  new Tokens({
    operator: operators.map((token) => named('alice', token)),
    reader: [named('bob', 'reader-token')],
  });

describe('tokens', () => {
  test('tell who has them and what they may do', () => {
    expect(tokens('one', 'two').find('two')).toEqual({ who: 'alice', role: 'operator', by: 'token' });
    expect(tokens('one').find('reader-token')).toEqual({ who: 'bob', role: 'reader', by: 'token' });
    expect(tokens('one').find('on')).toBeNull();
    expect(tokens().find('')).toBeNull();
  });
});

describe('a session', () => {
  const HOUR_MS = 3_600_000;
  const begun = (key = tokens('one').sessionKey()) => {
    const sessions = new Sessions(key, HOUR_MS);
    return { sessions, cookie: sessions.begin({ who: 'bob', role: 'reader', by: 'token' }) };
  };

  test('is read back by every console with the same tokens, until it is too old', () => {
    const { cookie } = begun();
    const other = new Sessions(tokens('one').sessionKey(), HOUR_MS);
    expect(other.read(cookie)).toEqual({ who: 'bob', role: 'reader', by: 'session' });
    jest.useFakeTimers({ now: Date.now() + HOUR_MS + 1 });
    expect(other.read(cookie)).toBeNull();
    jest.useRealTimers();
  });

  test('ends when a token is changed, and where there are none', () => {
    const { cookie } = begun();
    expect(new Sessions(tokens('another').sessionKey(), HOUR_MS).read(cookie)).toBeNull();
    const none = () => new Tokens({ operator: [], reader: [] }).sessionKey();
    expect(none()).not.toEqual(none());
  });

  test('makes nobody an operator who changes it', () => {
    const { sessions, cookie } = begun();
    const [payload = '', signature] = cookie.split('.');
    const claim = Buffer.from(payload, 'base64url').toString().replace('reader', 'operator');
    const forged = `${Buffer.from(claim).toString('base64url')}.${signature}`;
    expect(sessions.read(forged)).toBeNull();
    expect(sessions.read('')).toBeNull();
  });
});
