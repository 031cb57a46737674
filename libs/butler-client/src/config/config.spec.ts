import { formatButlerConfig, parseButlerConfig } from './butler-config.js';
import { parseDatabaseUrl, redactUrl } from './database-url.js';

describe('butler.yaml', () => {
  it('is read as it was written', () => {
    const url = 'postgresql+psycopg2://user:secret@db:5432/butler';
    const config = parseButlerConfig(formatButlerConfig(url, 'main'), 'butler.yaml');
    expect(config).toEqual({
      database: url,
      schema: 'main',
      datastoreName: 'FileDatastore@<butlerRoot>',
      recordsTable: 'file_datastore_records',
      root: undefined,
      problems: [],
    });
  });

  it('gives the datastore the name that it asks for', () => {
    const config = parseButlerConfig(
      'datastore:\n  name: mine\n  records:\n    table: others\n',
      'butler.yaml',
    );
    expect(config).toMatchObject({ datastoreName: 'mine', recordsTable: 'others', problems: [] });
  });

  it('names the datastore after its unexpanded root', () => {
    const config = parseButlerConfig('datastore:\n  root: <butlerRoot>/files\n', 'butler.yaml');
    expect(config.datastoreName).toBe('FileDatastore@<butlerRoot>/files');
  });

  it('has a problem with managers that have settings', () => {
    const text = 'registry:\n  managers:\n    datasets:\n      cls: a.B\n      config: {overrides: {}}\n';
    expect(parseButlerConfig(text, 'butler.yaml').problems).toEqual([expect.stringContaining('a.B')]);
  });

  it.each(['', '- a\n', 'a: [\n'])('is refused when it is %j', (text) => {
    expect(() => parseButlerConfig(text, '/repo/butler.yaml')).toThrow(
      '/repo/butler.yaml is not a Butler configuration',
    );
  });
});

describe('a database URL', () => {
  it.each([
    ['sqlite:///<butlerRoot>/gen3.sqlite3', '/repo/gen3.sqlite3'],
    ['sqlite:////data/reg.db', '/data/reg.db'],
  ])('%s is a file', (url, path) => {
    expect(parseDatabaseUrl(url, '/repo')).toEqual({ dialect: 'sqlite', path });
  });

  it.each(['postgresql://u:p@h/d', 'postgresql+psycopg2://u:p@h/d', 'postgres://u:p@h/d'])(
    '%s is a server',
    (url) => {
      const description = 'postgresql://u@h/d';
      expect(parseDatabaseUrl(url, '/repo')).toEqual({
        dialect: 'postgresql',
        url: 'postgresql://u:p@h/d',
        description,
      });
    },
  );

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
