import { parseIni } from './ini.js';

/** Its expected values are what Python's ConfigParser gives. */
const FILE = `# a comment
[common]
logdir = /x

[client]
; another
account = register_service
Password = a;b#c%%d "e" = f
rucio_host: https://x:8443/
multi = one
  two
# between
  three
empty =
auth_type=ssh
[client]
account = second
`;

describe('an INI file', () => {
  it('is read as Python reads it', () => {
    expect(Object.fromEntries(parseIni(FILE).get('client') ?? [])).toEqual({
      account: 'second',
      password: 'a;b#c%d "e" = f',
      rucio_host: 'https://x:8443/',
      multi: 'one\ntwo\nthree',
      empty: '',
      auth_type: 'ssh',
    });
  });

  it.each(['secret = x', '[client]\nsecret'])(
    'with %j is refused, by the number of its line alone',
    (text) => {
      expect(() => parseIni(text)).toThrow(
        /^line \d is neither \[SECTION\] nor OPTION = VALUE in a section$/,
      );
    },
  );

  it('may have Windows’ line ends', () => {
    expect(parseIni('[client]\r\na = b\r\n').get('client')?.get('a')).toBe('b');
  });
});
