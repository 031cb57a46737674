import { queueBackendFromEnv } from '@footman/queue';
import { parseConfig } from '@footman/service';
import { APPS, knows } from '../src/apps.js';
import { environmentOf, onlyReferredTo } from '../src/environment.js';
import { workloads, type Container, type Manifest, type PodSpec } from '../src/manifest.js';
import { FIELDS } from '../src/stand-in-vault.js';
import {
  describeRendered,
  manifestsOf,
  SITES,
  WITH_ANNOUNCER,
  WITH_PRESENCE,
  WITH_RUCIO,
} from './rendered.js';

/** Apps that only some sites have. */
const ONLY_AT: Readonly<Record<string, readonly string[]>> = {
  presence: WITH_PRESENCE,
  announcer: WITH_ANNOUNCER,
  registrar: WITH_RUCIO,
};

/** By which settings an app takes a feed. */
const TAKES: Readonly<Record<string, readonly string[]>> = {
  announcer: ['WEBHOOK_URI', 'INGESTED_TOPIC', 'LATE_WEBHOOK_URI', 'LATE_TOPIC'],
  registrar: ['RUCIO_RSE'],
};

/** Seconds that a process needs beyond what it may take for draining. */
const MARGIN = 3;

describeRendered('the settings of an app', () => {
  describe.each([...SITES, 'moving-over/summit'])('at %s', (site) => {
    let manifests: Manifest[];
    beforeAll(async () => {
      manifests = await manifestsOf(site);
    });

    const podOf = (app: string): PodSpec => {
      const found = workloads(manifests).find(({ metadata }) => metadata.name === `footman-${app}`);
      if (!found) throw new Error(`${site} has no ${app}`);
      return found.spec.template.spec;
    };
    const containerOf = (app: string): Container => podOf(app).containers[0] as Container;
    const settingsOf = (app: string) =>
      parseConfig(APPS[app] as (typeof APPS)[string], environmentOf(containerOf(app), manifests)) as Record<
        string,
        unknown
      >;

    const apps = Object.keys(APPS).filter((app) => ONLY_AT[app]?.includes(site) ?? true);
    describe.each(apps)('%s', (app) => {
      it('are all known to it', () => {
        const container = containerOf(app);
        const given = Object.keys(environmentOf(container, manifests));
        const referred = onlyReferredTo(container);
        expect(given.filter((variable) => !knows(app, variable) && !referred.includes(variable))).toEqual([]);
      });

      it('are all there that it requires, and valid', () => {
        expect(containerOf(app).args).toEqual([app]);
        expect(() => settingsOf(app)).not.toThrow();
      });

      it('lead to Redis, with its password', () => {
        const backend = queueBackendFromEnv(environmentOf(containerOf(app), manifests));
        if (backend.kind !== 'redis') throw new Error('The queue is not on Redis');
        const { hostname, port, password } = new URL(backend.url);
        expect({ hostname, port, password: decodeURIComponent(password) }).toEqual({
          hostname: 'redis',
          port: '6379',
          password: FIELDS['redis'],
        });
      });

      const remembers = !['presence', 'announcer'].includes(app);
      (remembers ? it : it.skip)('lead to the ledger, with its password', () => {
        const url = new URL(environmentOf(containerOf(app), manifests)['LEDGER_URL'] ?? '');
        expect([url.hostname, url.username, url.password]).toEqual(['ledger', 'footman', FIELDS['ledger']]);
      });

      it('have it listen where it is probed', () => {
        expect(containerOf(app).ports).toEqual([{ name: 'http', containerPort: settingsOf(app)['PORT'] }]);
      });

      it('let it drain before it is killed', () => {
        const { terminationGracePeriodSeconds = 30 } = podOf(app);
        const waits = /setTimeout\(\(\) => \{\}, (\d+)\)/.exec(
          containerOf(app).lifecycle?.preStop?.exec?.command.at(-1) ?? '',
        );
        const draining = (Number(waits?.[1] ?? 0) + Number(settingsOf(app)['DRAIN_MS'])) / 1000;
        expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(draining + MARGIN);
      });
    });

    it.each(apps.filter((app) => !['intake', 'console', 'announcer'].includes(app)))(
      'give %s the endpoint and credentials of its bucket',
      (app) => {
        const env = environmentOf(containerOf(app), manifests);
        const profile = /^(.+)@/.exec(env['BUCKET'] ?? '')?.[1];
        if (profile) expect(env[`LSST_RESOURCES_S3_PROFILE_${profile}`]).toBe(FIELDS['profile']);
        else {
          expect(env['S3_ENDPOINT_URL']).toBe('https://s3dfrgw.slac.stanford.edu');
          expect(env['AWS_ACCESS_KEY_ID']).toBe(FIELDS['access_key']);
          expect(env['AWS_SECRET_ACCESS_KEY']).toBe(FIELDS['secret_key']);
        }
      },
    );

    it('have ingest send to the feeds that somebody takes, and to no other', () => {
      const set = (app: string, variables: readonly string[]) => {
        const env = environmentOf(containerOf(app), manifests);
        return variables.filter((variable) => env[variable] !== undefined);
      };
      const takers = Object.entries(TAKES).filter(([app]) => ONLY_AT[app]?.includes(site));
      const taken = takers.flatMap(([app, variables]) => set(app, variables));
      expect(set('ingest', Object.values(TAKES).flat())).toEqual(taken);
    });

    it('have intake and reaper take the same for a dataset, of the same bucket', () => {
      const [intake, reaper, ingest] = ['intake', 'reaper', 'ingest'].map((app) =>
        environmentOf(containerOf(app), manifests),
      );
      expect(intake?.['DATASET_REGEXP']).toBe(reaper?.['DATASET_REGEXP']);
      expect(reaper?.['BUCKET']).toBe(ingest?.['BUCKET']);
      expect(ingest?.['BUCKET']).toMatch(
        new RegExp(`^${intake?.['PROFILE'] ? `${intake['PROFILE']}@` : ''}[^@]+$`),
      );
    });
  });
});
