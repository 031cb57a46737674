import { planServices, type Choice } from './plan-services.js';
import { SERVICES } from './services.js';

const ENV = {
  REDIS_URL: 'redis://127.0.0.1:1',
  NOTIFICATION_SECRET: 's3cret',
  BUCKET: 'raw',
  BUTLER_REPO: '/repo',
  CONSOLE_TOKEN: '0123456789abcdef',
};
const PLAIN = ['intake', 'ingest', 'reaper'];

const plan = (choice: Choice = {}, env: NodeJS.ProcessEnv = {}) =>
  planServices(SERVICES, choice, { ...ENV, ...env });
const namesOf = (choice: Choice) => plan(choice).map(({ service }) => service.name);

describe('the services of footman up', () => {
  it('are all there are, each at its own port', () => {
    const all = namesOf({});
    expect(all).toEqual(expect.arrayContaining(PLAIN));
    expect(new Set(plan().map(({ config }) => config.PORT)).size).toBe(all.length);
  });

  it('are only those that are asked for, without those that are to be left out', () => {
    expect(namesOf({ only: ['reaper', 'intake'] })).toEqual(['intake', 'reaper']);
    expect(namesOf({ without: ['ingest'] })).not.toContain('ingest');
    expect(() => namesOf({ only: ['intakes'] })).toThrow(
      /no service intakes: there are intake, ingest, reaper/,
    );
    expect(() => namesOf({ only: ['intake'], without: ['intake'] })).toThrow('no service is left');
  });

  it('have presence among them where it is told of images, or if it is asked for', () => {
    expect(namesOf({})).not.toContain('presence');
    expect(plan({}, { PRESENCE: '1' }).map(({ service }) => service.name)).toContain('presence');
    expect(namesOf({ only: ['presence'] })).toEqual(['presence']);
  });

  it('have the registrar among them where there is a Rucio, which has to be known then', () => {
    expect(namesOf({})).not.toContain('registrar');
    expect(() => plan({}, { RUCIO_RSE: 'DISK' })).toThrow(/RUCIO_SCOPE \(registrar\): is not set/);
  });

  it.each(['WEBHOOK_URI', 'LATE_WEBHOOK_URI'])('have the announcer among them where %s is set', (setting) => {
    expect(namesOf({})).not.toContain('announcer');
    const planned = plan({}, { [setting]: 'http://127.0.0.1:1' });
    expect(planned.map(({ service }) => service.name)).toContain('announcer');
  });

  it('need no settings of those that are left out', () => {
    const env = { REDIS_URL: ENV.REDIS_URL, NOTIFICATION_SECRET: ENV.NOTIFICATION_SECRET };
    expect(planServices(SERVICES, { only: ['intake'] }, env)).toHaveLength(1);
  });

  it('have settings of their own where their name is before it', () => {
    const planned = plan(
      { only: PLAIN },
      { LOG_LEVEL: 'warn', INGEST_LOG_LEVEL: 'debug', REAPER_PORT: '9000' },
    );
    expect(planned.map(({ config: { PORT, LOG_LEVEL } }) => [PORT, LOG_LEVEL])).toEqual([
      [8080, 'warn'],
      [8081, 'debug'],
      [9000, 'warn'],
    ]);
  });

  it('may all have any free port, but no two the same', () => {
    expect(() => plan({ only: PLAIN }, { PORT: '0' })).not.toThrow();
    expect(() => plan({ only: PLAIN }, { INGEST_PORT: '8080' })).toThrow(/INTAKE_PORT: .*\n.*INGEST_PORT: /);
  });
});
