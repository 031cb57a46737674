import { InvalidRecordError } from '../errors.js';
import type { UrlParts } from './database-url.js';

/** How to reach a PostgreSQL database; what is undefined is libpq's default, its variables and password file included. */
export interface PostgresConnection {
  /** A name, an address without brackets, or the directory of a Unix socket. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  /** Settings for the session, such as `-c search_path=main`. */
  readonly options: string | undefined;
  readonly applicationName: string | undefined;
  /** Seconds. */
  readonly connectTimeout: number | undefined;
  /** Whether only a server that can be written to will do (`target_session_attrs`). */
  readonly mustBeWriteable: boolean;
  readonly tls: TlsOptions;
}

/** libpq's modes of encryption; undefined is `prefer`, unless `PGSSLMODE` says otherwise. */
export interface TlsOptions {
  readonly mode: TlsMode | undefined;
  /** Files; `system` means the certificate authorities that Node.js knows. */
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

const TLS_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** Parameters of libpq that need nothing of us: what they ask for is always so, or makes no difference here. */
const WITHOUT_EFFECT =
  /^(keepalives(_\w+)?|tcp_user_timeout|gssencmode|krbsrvname|gsslib|channel_binding|client_encoding|fallback_application_name|sslcompression|sslsni|ssl_min_protocol_version|ssl_max_protocol_version|load_balance_hosts)$/;
const WRITEABLE = ['read-write', 'primary'];
const ANY_SERVER = ['any', 'prefer-standby'];

/**
 * The connection that a URL's parts ask for; its query has libpq's parameters.
 * @throws InvalidRecordError for what libpq or we can't do; the message has no value of a password
 */
export function postgresConnection(parts: UrlParts): PostgresConnection {
  const query = new Map<string, string>();
  for (const [name, value] of parts.query) {
    if (query.has(name)) throw refused(`names ${name} twice; several hosts are not supported, give one`);
    query.set(name, value);
  }
  const take = (name: string): string | undefined => {
    const value = query.get(name);
    query.delete(name);
    return value || undefined;
  };
  // SQLAlchemy's own spelling host=NAME:PORT is for several hosts, but taken for one, too.
  const [, hostName, hostPort] = /^([^/]*?):(\d+)$/.exec(query.get('host') ?? '') ?? [];
  const host = hostName ?? query.get('host');
  query.delete('host');
  const port = take('port') ?? hostPort ?? parts.port;
  const attributes = take('target_session_attrs') ?? 'any';
  const timeout = take('connect_timeout');
  const mode = take('sslmode');
  const connection: PostgresConnection = {
    host: host || parts.host,
    port: port === undefined ? undefined : Number(port),
    user: take('user') ?? (parts.username || undefined),
    password: take('password') ?? (parts.password || undefined),
    database: take('dbname') ?? (parts.database || undefined),
    options: take('options'),
    applicationName: take('application_name'),
    connectTimeout: timeout === undefined ? undefined : Number(timeout),
    mustBeWriteable: WRITEABLE.includes(attributes),
    tls: {
      mode: mode as TlsMode | undefined,
      rootCertificate: take('sslrootcert'),
      certificate: take('sslcert'),
      key: take('sslkey'),
    },
  };
  if (connection.host?.includes(',')) throw refused('names several hosts; give one');
  if (port !== undefined && !/^\d+$/.test(port)) throw refused('has a port that is no number');
  if (timeout !== undefined && !/^\d+$/.test(timeout))
    throw refused('has a connect_timeout that is no number');
  if (mode !== undefined && !(TLS_MODES as readonly string[]).includes(mode))
    throw refused(`asks for sslmode ${mode}, known are ${TLS_MODES.join(', ')}`);
  if (![...WRITEABLE, ...ANY_SERVER].includes(attributes))
    throw refused(
      `asks for target_session_attrs ${attributes}, known are ${[...WRITEABLE, ...ANY_SERVER].join(', ')}`,
    );
  const unknown = [...query.keys()].filter((name) => !WITHOUT_EFFECT.test(name));
  if (unknown.length > 0) throw refused(`has the parameter ${unknown.join(', ')}, which is not supported`);
  return connection;
}

const refused = (problem: string): InvalidRecordError =>
  new InvalidRecordError(`The registry's database URL ${problem}.`);
