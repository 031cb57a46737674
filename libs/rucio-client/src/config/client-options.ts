import { readFileSync } from 'node:fs';
import { RucioConfigError } from '../errors.js';
import type { RucioClientOptions } from '../rucio-client.js';
import { credentialsIn } from './credentials-in.js';
import { authoritiesIn, expandedPath } from './files.js';
import { parseIni } from './ini.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What is looked up: an option of `[client]`, or undefined. */
export type ClientSetting = (option: string) => string | undefined;

/** Where the official client looks, too. */
const USUAL_PLACE = '/opt/rucio/etc/rucio.cfg';

/**
 * Takes a client's options from what the official client has: the file that RUCIO_CONFIG names, of which `[client]` counts, and its
 * environment variables, which win. File and credentials are read again before each login.
 *
 * @throws {RucioConfigError}
 */
export function clientOptionsFrom(env: Environment): RucioClientOptions {
  const settings = settingsFrom(env);
  const url = addressIn(settings, 'rucio_host');
  const authUrl = settings('auth_host') === undefined ? url : addressIn(settings, 'auth_host');
  const vo = env['RUCIO_VO'] ?? settings('vo');
  if (vo !== undefined && vo !== 'def')
    throw new RucioConfigError(`Rucio's virtual organisation ${vo} can't be chosen: there is only one`);
  credentialsIn(settings, env);
  const authorities = env['X509_CERT_DIR'] ?? settings('ca_cert');
  return {
    url,
    authUrl,
    credentials: () => credentialsIn(settingsFrom(env), env).read(),
    ...(authorities && { ca: read('authorities', () => authoritiesIn(expandedPath(authorities, env))) }),
  };
}

function settingsFrom(env: Environment): ClientSetting {
  const file = env['RUCIO_CONFIG'] || USUAL_PLACE;
  const client = read(`Rucio's configuration ${file}`, () =>
    parseIni(readFileSync(file, 'utf8')).get('client'),
  );
  if (!client) throw new RucioConfigError(`Rucio's configuration ${file} has no section [client]`);
  return (option) => client.get(option) || undefined;
}

function addressIn(settings: ClientSetting, option: string): string {
  const address = settings(option);
  if (address === undefined) throw new RucioConfigError(`Rucio's configuration has no ${option} in [client]`);
  if (/^https?:$/.test(URL.canParse(address) ? new URL(address).protocol : '')) return address;
  throw new RucioConfigError(`${option} in Rucio's configuration is no https:// or http:// address`);
}

function read<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new RucioConfigError(`${what} can't be read: ${(cause as Error).message}`, { cause });
  }
}
