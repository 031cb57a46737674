import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { clientOptionsFrom, type Credentials, RucioConfigError } from '../src/index.js';
import { sshKey } from '../src/ssh-key.js';

const HOSTS = 'rucio_host = https://rucio.example.org:8443\nauth_host = https://auth.example.org:8443';

describe('rucio.cfg', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-rucio-'));
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function file(name: string, content: string): Promise<string> {
    const path = join(directory, name);
    await writeFile(path, content);
    return path;
  }

  /** With the hosts, and what else is in [client]. */
  async function options(client: string, env: NodeJS.ProcessEnv = {}) {
    const RUCIO_CONFIG = await file('rucio.cfg', `[client]\n${HOSTS}\n${client}\n`);
    return clientOptionsFrom({ RUCIO_CONFIG, HOME: directory, ...env });
  }

  async function credentials(client: string, env: NodeJS.ProcessEnv = {}): Promise<Credentials> {
    const { credentials: source } = await options(client, env);
    return await (source as () => Promise<Credentials>)();
  }

  it('of the STS site says where Rucio is, and who logs in by an SSH key', async () => {
    const key = await file('register_svc_rsa', 'the key');
    const client = `account = register_service\nauth_type = ssh\nssh_private_key = ${key}`;
    expect(await options(client)).toMatchObject({
      url: 'https://rucio.example.org:8443',
      authUrl: 'https://auth.example.org:8443',
    });
    expect(await credentials(client)).toEqual({ kind: 'ssh', account: 'register_service', key: 'the key' });
  });

  it('has a password, a certificate, a proxy or a token instead', async () => {
    await file('cert', 'CERT');
    await file('key', 'KEY');
    const by = (type: string) => `account = a\nauth_type = ${type}\n`;
    expect(await credentials(`${by('userpass')}username = u\npassword = p;q`)).toEqual({
      kind: 'userpass',
      account: 'a',
      username: 'u',
      password: 'p;q',
    });
    const x509 = { kind: 'x509', account: 'a', cert: 'CERT', key: 'KEY' };
    expect(await credentials(`${by('x509')}client_cert = ~/cert\nclient_key = $HOME/key`)).toEqual(x509);
    expect(await credentials(`${by('x509_proxy')}client_x509_proxy = \${HOME}/cert`)).toEqual({
      ...x509,
      key: 'CERT',
    });
    const BEARER_TOKEN_FILE = await file('token', 'a.b.c\n');
    expect(await credentials(by('oidc'), { BEARER_TOKEN_FILE })).toEqual({ kind: 'oidc', token: 'a.b.c' });
  });

  it('gives way to the official client’s variables', async () => {
    await file('cert', 'CERT');
    const RUCIO_CLIENT_CERT = await file('other', 'OTHER');
    const client = 'account = a\nauth_type = userpass\nclient_cert = ~/cert';
    const env = { RUCIO_ACCOUNT: 'b', RUCIO_AUTH_TYPE: 'x509', RUCIO_CLIENT_CERT };
    expect(await credentials(client, env)).toEqual({
      kind: 'x509',
      account: 'b',
      cert: 'OTHER',
      key: 'OTHER',
    });
  });

  it('is read again before each login', async () => {
    const client = 'account = a\nauth_type = userpass\nusername = u\npassword = ';
    const { credentials: source } = await options(`${client}old`);
    await options(`${client}new`);
    expect(await (source as () => Promise<Credentials>)()).toMatchObject({ password: 'new' });
  });

  it('names authorities: those of a file, or all of a directory', async () => {
    const pem = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----`;
    const client = 'account = a\nauth_type = userpass\nusername = u\npassword = p\nca_cert = ';
    expect((await options(client + (await file('ca.pem', pem('one'))))).ca).toBe(pem('one'));
    const X509_CERT_DIR = join(directory, 'certificates');
    await mkdir(X509_CERT_DIR);
    await file('certificates/a.0', pem('two'));
    await file('certificates/a.crl_url', 'http://nowhere');
    expect((await options(`${client}/none`, { X509_CERT_DIR })).ca).toBe(pem('two'));
  });

  it.each([
    ['no auth_type', 'account = a', 'has no auth_type in [client]'],
    ['Kerberos', 'account = a\nauth_type = gss', 'one of userpass, x509, x509_proxy, ssh, oidc'],
    ['no account', 'auth_type = ssh', 'has no account in [client]'],
    ['no key', 'account = a\nauth_type = ssh', 'has no ssh_private_key in [client]'],
    ['no password', 'account = a\nauth_type = userpass\nusername = u', 'has no password in [client]'],
    [
      'no address',
      'rucio_host = s3cret:x',
      'rucio_host in Rucio’s configuration is no https:// or http:// address',
    ],
    ['another organisation', 'vo = atl', 'virtual organisation atl'],
  ])('with %s can’t be used, and says so', async (_, client, message) => {
    const error = await options(client).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RucioConfigError);
    expect((error as Error).message.replace(/'/g, '’')).toContain(message.replace(/'/g, '’'));
    expect((error as Error).message).not.toContain('s3cret');
  });

  it('that isn’t there says which file it looked for', () => {
    expect(() => clientOptionsFrom({ RUCIO_CONFIG: '/none/rucio.cfg' })).toThrow('/none/rucio.cfg');
    expect(() => clientOptionsFrom({})).toThrow('/opt/rucio/etc/rucio.cfg');
  });

  it('may name a file of credentials that comes later', async () => {
    const client = 'account = a\nauth_type = ssh\nssh_private_key = ~/later';
    const { credentials: source } = await options(client);
    await expect((source as () => Promise<Credentials>)()).rejects.toMatchObject({ code: 'authentication' });
    await file('later', 'KEY');
    expect(await (source as () => Promise<Credentials>)()).toMatchObject({ key: 'KEY' });
  });

  describe('an SSH key', () => {
    const made = async (...options: string[]) => {
      const path = join(directory, `ssh-${options.join('')}`);
      await promisify(execFile)('ssh-keygen', ['-q', '-f', path, ...options]);
      return path;
    };
    const read = async (path: string) =>
      sshKey(await import('node:fs/promises').then((fs) => fs.readFile(path, 'utf8')));

    it('is the same in PEM and as OpenSSH writes it', async () => {
      const path = await made('-t', 'rsa', '-b', '2048', '-N', '');
      const key = await read(path);
      await promisify(execFile)('ssh-keygen', ['-q', '-p', '-m', 'PEM', '-N', '', '-f', path]);
      expect(key.export({ type: 'pkcs1', format: 'pem' })).toBe(
        (await read(path)).export({ type: 'pkcs1', format: 'pem' }),
      );
    });

    it.each([
      ['with a passphrase', ['-t', 'rsa', '-b', '2048', '-N', 'passphrase'], 'wants a passphrase'],
      ['in PEM with one', ['-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'passphrase'], 'wants a passphrase'],
      ['of Ed25519', ['-t', 'ed25519', '-N', ''], 'no SSH keys but those of RSA'],
    ])('%s is none for Rucio, and says so', async (_, options, message) => {
      await expect(read(await made(...options))).rejects.toThrow(message);
    });

    it('that is none says so', async () => {
      await expect(sshKey('rubbish')).rejects.toThrow('neither in PEM nor in the format of OpenSSH');
    });
  });
});
