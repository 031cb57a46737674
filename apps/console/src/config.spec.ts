import { ConfigError, parseConfig } from '@footman/service';
import { consoleConfig } from './config.js';

const TOKEN = '0123456789abcdef';
const parse = (env: Readonly<Record<string, string>>) => parseConfig(consoleConfig, env);

describe('settings of the console', () => {
  test('let nobody in without a token or a trusted proxy', () => {
    expect(() => parse({})).toThrow(/CONSOLE_TOKEN: is not set, and neither is .* nobody could be let in/);
    expect(() => parse({ CONSOLE_OPERATORS: 'alice' })).toThrow(ConfigError);
    for (const one of ['CONSOLE_TOKEN', 'CONSOLE_READ_TOKEN'])
      expect(() => parse({ [one]: TOKEN })).not.toThrow();
    expect(() => parse({ TRUSTED_PROXIES: '10.0.0.0/8,::1' })).not.toThrow();
  });

  test('name who has a token, and never show it', () => {
    const { CONSOLE_TOKEN } = parse({ CONSOLE_TOKEN: `alice:${TOKEN}, ${TOKEN}${TOKEN}` });
    expect(CONSOLE_TOKEN.map(({ who, token }) => [who, token.reveal()])).toEqual([
      ['alice', TOKEN],
      ['operator', TOKEN + TOKEN],
    ]);
    expect(JSON.stringify(CONSOLE_TOKEN)).not.toContain(TOKEN);
  });

  test.each([
    ['a token that can be guessed', { CONSOLE_TOKEN: 'short' }, /CONSOLE_TOKEN: holds what is neither/],
    [
      'a proxy that is everybody',
      { TRUSTED_PROXIES: '0.0.0.0/0' },
      /TRUSTED_PROXIES: has to name .* not all/,
    ],
    ['everybody in other words', { TRUSTED_PROXIES: '10.0.0.1,::/0' }, /TRUSTED_PROXIES/],
    ['a proxy that is no address', { TRUSTED_PROXIES: 'ingress.example' }, /TRUSTED_PROXIES/],
    [
      'a path of another kind',
      { CONSOLE_TOKEN: TOKEN, BASE_PATH: 'footman' },
      /BASE_PATH: has to be a path that/,
    ],
  ])('refuse %s, without saying it', (_, env, problem) => {
    expect(() => parse(env)).toThrow(problem);
    expect(() => parse(env)).not.toThrow(Object.values(env).at(-1));
  });

  test('take a base path with or without a slash at the end', () => {
    const at = (path: string) => parse({ CONSOLE_TOKEN: TOKEN, BASE_PATH: path }).BASE_PATH;
    expect([at('/footman'), at('/footman/'), at('/'), at('/a/b')]).toEqual([
      '/footman',
      '/footman',
      '',
      '/a/b',
    ]);
  });
});
