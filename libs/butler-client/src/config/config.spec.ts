import { parse } from 'yaml';
import { formatButlerConfig, parseButlerConfig } from './butler-config.js';
import { parseDatabaseUrl, redactUrl } from './database-url.js';
import { Mapping } from './load-config.js';

const configOf = (text: string) => parseButlerConfig(parse(text) as Mapping);
const datastoresOf = (text: string) =>
  configOf(text).datastores.map(({ name, recordsTable }) => [name, recordsTable]);

describe('butler.yaml', () => {
  it('is read as it was written', () => {
    const url = 'postgresql+psycopg2://user:secret@db:5432/butler';
    expect(configOf(formatButlerConfig(url, 'main'))).toMatchObject({
      database: url,
      schema: 'main',
      datastores: [{ name: 'FileDatastore@<butlerRoot>', recordsTable: 'file_datastore_records' }],
      root: undefined,
      problems: [],
    });
  });

  it('gives the datastore the name that it asks for', () => {
    expect(datastoresOf('datastore:\n  name: mine\n  records:\n    table: others\n')).toEqual([
      ['mine', 'others'],
    ]);
  });

  it('names the datastore after its unexpanded root', () => {
    const [datastore] = datastoresOf('datastore:\n  root: <butlerRoot>/files\n');
    expect(datastore).toEqual(['FileDatastore@<butlerRoot>/files', 'file_datastore_records']);
  });

  it('has a problem with managers that have settings, and with another Butler', () => {
    const text = 'registry:\n  managers:\n    datasets:\n      cls: a.B\n      config: {overrides: {}}\n';
    expect(configOf(text).problems).toEqual([expect.stringContaining('a.B')]);
    expect(configOf('cls: lsst.daf.butler.remote_butler.RemoteButler').problems).toEqual([
      expect.stringMatching(/RemoteButler, known is .*DirectButler/),
    ]);
  });
});

describe('a database URL', () => {
  it.each([
    ['sqlite:///<butlerRoot>/gen3.sqlite3', '/repo/gen3.sqlite3'],
    ['sqlite:////data/reg.db', '/data/reg.db'],
    ['sqlite+pysqlite:////data/a%20b.db?timeout=5', '/data/a b.db'],
  ])('%s is a file', (url, path) => {
    expect(parseDatabaseUrl(url, '/repo')).toEqual({ dialect: 'sqlite', path });
  });

  it.each(['postgresql://u:p@h/d', 'postgresql+psycopg2://u:p@h/d', 'postgres://u:p@h/d'])(
    '%s is a server',
    (url) => {
      expect(parseDatabaseUrl(url, '/repo')).toMatchObject({
        dialect: 'postgresql',
        connection: { host: 'h', user: 'u', password: 'p', database: 'd' },
        description: 'postgresql://u@h/d',
      });
    },
  );

  it.each([
    [
      'postgresql://u%40x:p%2F@h:5433/d%2Fb',
      { user: 'u@x', password: 'p/', host: 'h', port: 5433, database: 'd/b' },
    ],
    ['postgresql://u:p/q:r@h/d', { user: 'u', password: 'p/q:r', host: 'h' }],
    ['postgresql://u@[2001:db8::1]:5433/d', { user: 'u', host: '2001:db8::1', port: 5433 }],
    ['postgresql:///d?host=/run/postgresql&user=u', { host: '/run/postgresql', user: 'u', database: 'd' }],
    ['postgresql://h/d?host=other:5433', { host: 'other', port: 5433 }],
    [
      'postgresql://h/d?sslmode=verify-full&sslrootcert=/ca.pem',
      { tls: { mode: 'verify-full', rootCertificate: '/ca.pem' } },
    ],
    ['postgresql://h/d?target_session_attrs=read-write', { mustBeWriteable: true }],
    ['postgresql://h/d?options=-c%20search_path%3Dmain', { options: '-c search_path=main' }],
    ['postgresql://h/d?options=-csearch_path=main', { options: '-csearch_path=main' }],
    [
      'postgresql://h/d?connect_timeout=3&keepalives=1&application_name=x',
      { connectTimeout: 3, applicationName: 'x' },
    ],
  ])('%s is taken apart as SQLAlchemy and libpq do', (url, connection) => {
    expect(parseDatabaseUrl(url, '/repo')).toMatchObject({ connection });
  });

  it('lacks nothing that the registry section says beside it', () => {
    const keys = { username: 'u', password: 'p', host: 'h', port: '5433', database: 'd' };
    expect(parseDatabaseUrl('postgresql://', '/repo', keys)).toMatchObject({
      connection: { user: 'u', password: 'p', host: 'h', port: 5433, database: 'd' },
      description: 'postgresql://u@h:5433/d',
    });
  });

  it.each([
    ['sqlite://', 'in memory'],
    ['sqlite:///:memory:', 'in memory'],
    ['sqlite:///s3://bucket/gen3.sqlite3', 'local file'],
    ['postgresql://u:secret@h/d?host=a&host=b', 'several hosts'],
    ['postgresql://u:secret@h/d?sslmode=perhaps', 'sslmode perhaps'],
    ['postgresql://u:secret@h/d?target_session_attrs=standby', 'standby'],
    ['postgresql://u:secret@h/d?service=x', 'service'],
    ['postgresql://u:secret@h:x/d', 'port'],
  ])('%s is refused, without its password', (url, reason) => {
    expect(() => parseDatabaseUrl(url, '/repo')).toThrow(reason);
    expect(() => parseDatabaseUrl(url, '/repo')).not.toThrow('secret');
  });

  it('of another kind is refused without its password', () => {
    expect(() => parseDatabaseUrl('mysql://u:secret@h/d', '/repo')).toThrow(
      "'mysql://u@h/d' is not a database",
    );
  });

  it.each([
    ['postgresql://u:p@ss/w@h/d?sslmode=require', 'postgresql://u@h/d'],
    ['postgresql://h/d', 'postgresql://h/d'],
    ['postgresql://h:5432/d?password=x', 'postgresql://h:5432/d'],
  ])('%s is shown as %s', (url, shown) => {
    expect(redactUrl(url)).toBe(shown);
  });
});
