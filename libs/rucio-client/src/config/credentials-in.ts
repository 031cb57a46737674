import { readFile } from 'node:fs/promises';
import type { Credentials } from '../credentials.js';
import { RucioAuthenticationError, RucioConfigError } from '../errors.js';
import type { ClientSetting } from './client-options.js';
import { expandedPath } from './files.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Credentials that settings name; what is in files is read when it is asked for. */
export interface NamedCredentials {
  read(): Promise<Credentials>;
}

/** How the official client names what we know. */
const KINDS = ['userpass', 'x509', 'x509_proxy', 'ssh', 'oidc'] as const;

/**
 * Finds credentials among the official client's settings and variables.
 *
 * @throws {RucioConfigError} when some are missing; files are only read later.
 */
export function credentialsIn(settings: ClientSetting, env: Environment): NamedCredentials {
  const needed = (option: string, value = settings(option)): string => {
    if (value !== undefined) return value;
    throw new RucioConfigError(`Rucio's configuration has no ${option} in [client]`);
  };
  const file = (option: string, value?: string) => {
    const path = expandedPath(needed(option, value ?? settings(option)), env);
    return () => contentOf(option, path);
  };
  const kind = needed('auth_type', env['RUCIO_AUTH_TYPE'] ?? settings('auth_type'));
  if (kind === 'oidc') return { read: tokenReader(settings, env) };
  const account = needed('account', env['RUCIO_ACCOUNT'] ?? settings('account'));
  switch (kind) {
    case 'userpass': {
      const [username, password] = [needed('username'), needed('password')];
      return { read: async () => ({ kind, account, username, password }) };
    }
    case 'ssh': {
      const key = file('ssh_private_key');
      return { read: async () => ({ kind, account, key: await key() }) };
    }
    case 'x509': {
      const cert = file('client_cert', env['RUCIO_CLIENT_CERT']);
      const own = env['RUCIO_CLIENT_KEY'] ?? settings('client_key');
      const key = own === undefined ? cert : file('client_key', own);
      return { read: async () => ({ kind, account, cert: await cert(), key: await key() }) };
    }
    case 'x509_proxy': {
      const usual = env['X509_USER_PROXY'] ?? `/tmp/x509up_u${process.geteuid?.()}`;
      const proxy = file(
        'client_x509_proxy',
        env['RUCIO_CLIENT_PROXY'] ?? settings('client_x509_proxy') ?? usual,
      );
      return {
        read: async () => {
          const both = await proxy();
          return { kind: 'x509', account, cert: both, key: both };
        },
      };
    }
    default:
      throw new RucioConfigError(`Rucio's auth_type is to be one of ${KINDS.join(', ')}`);
  }
}

/** A token that others keep fresh: in a variable, or in a file that one names. */
function tokenReader(settings: ClientSetting, env: Environment): () => Promise<Credentials> {
  const token = env['BEARER_TOKEN']?.trim();
  if (token) return async () => ({ kind: 'oidc', token });
  const path = env['BEARER_TOKEN_FILE'] ?? settings('auth_token_file_path');
  if (path === undefined)
    throw new RucioConfigError('auth_type oidc wants BEARER_TOKEN_FILE, or auth_token_file_path in [client]');
  return async () => ({
    kind: 'oidc',
    token: (await contentOf('token', expandedPath(path, env))).trim(),
  });
}

async function contentOf(what: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new RucioAuthenticationError(`${what} ${path} can't be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}
