import { outFields } from '@footman/feeds';
import { ingestConfig } from '@footman/ingest';
import { parseConfig } from '@footman/service';
import { environmentOf } from '../src/environment.js';
import { workloads, type Container, type Manifest } from '../src/manifest.js';
import { BY_KAFKA, describeRendered, manifestsOf, MOVING_OVER, WITH_PRESENCE } from './rendered.js';

/** The objects of a site that embargo-butler's have the names of: applied to its namespace, they would take its place. */
const ofKind = (manifests: readonly Manifest[], kind: string) =>
  manifests.filter((manifest) => manifest.kind === kind);

describeRendered('what runs beside embargo-butler', () => {
  describe.each(MOVING_OVER)('%s', (place) => {
    let manifests: Manifest[];
    let site: Manifest[];
    beforeAll(async () => {
      [manifests, site] = await Promise.all([
        manifestsOf(place),
        manifestsOf(place.replace('moving-over/', '')),
      ]);
    });
    const container = (name: string): Container =>
      workloads(manifests).find(({ metadata }) => metadata.name === name)?.spec.template.spec
        .containers[0] as Container;

    it('observes: no worker writes the Butler', () => {
      const env = environmentOf(container('footman-ingest'), manifests);
      expect(parseConfig(ingestConfig, env).INGEST_ENGINE).toBe('observe');
    });

    it('tells nobody what embargo-butler tells: nobody takes a feed, nor does any wait to be taken, and Rucio’s key isn’t there', () => {
      const pods = workloads(manifests).map(({ metadata }) => metadata.name);
      expect(pods.filter((name) => /announcer|registrar/.test(name))).toEqual([]);
      const env = environmentOf(container('footman-ingest'), manifests);
      expect(Object.keys(outFields).filter((variable) => env[variable] !== undefined)).toEqual([]);
      expect(ofKind(manifests, 'Secret').filter(({ metadata }) => metadata.name.startsWith('rucio'))).toEqual(
        [],
      );
    });

    it('is in no namespace that the site has, and asks for no address that the site has', () => {
      const namespaces = (of: readonly Manifest[]) => new Set(of.map(({ metadata }) => metadata.namespace));
      for (const namespace of namespaces(manifests)) {
        if (namespace !== undefined) expect([...namespaces(site)]).not.toContain(namespace);
      }
      const annotations = ofKind(manifests, 'Service').map(({ metadata }) => metadata.annotations ?? {});
      expect(JSON.stringify(annotations)).not.toContain('loadBalancerIPs');
      const asked = annotations.filter((each) => each['metallb.io/address-pool']);
      const wanted = Number(!BY_KAFKA.includes(place)) + Number(WITH_PRESENCE.includes(place));
      expect(asked).toHaveLength(wanted);
    });

    it('works on the same bucket, Butler and datasets as the site will', () => {
      const of = (all: readonly Manifest[], name: string) =>
        ofKind(all, 'ConfigMap').find(({ metadata }) => metadata.name.startsWith(`${name}-`))?.data;
      for (const name of ['site', 'datasets']) expect(of(manifests, name)).toEqual(of(site, name));
      // Members of one group share the messages of a topic; an observer has to have all of them, from now on.
      const { KAFKA_GROUP_ID: ours, KAFKA_OFFSET_RESET, ...intake } = of(manifests, 'intake') ?? {};
      const { KAFKA_GROUP_ID: theirs, ...others } = of(site, 'intake') ?? {};
      expect(intake).toEqual(others);
      if (theirs)
        expect({ shared: ours === theirs, KAFKA_OFFSET_RESET }).toEqual({
          shared: false,
          KAFKA_OFFSET_RESET: 'latest',
        });
    });

    it('verifies each night after it has ended, with the settings of the reaper', () => {
      const { spec } = ofKind(manifests, 'CronJob')[0] ?? {};
      expect(spec).toMatchObject({
        schedule: '0 15 * * *',
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
      });
      const verify = container('footman-verify');
      expect(verify.command).toEqual(['footman', 'butler', 'verify', '--day', 'last']);
      const { BUTLER_REPO, LSST_DB_AUTH, S3_ENDPOINT_URL } = environmentOf(
        container('footman-reaper'),
        manifests,
      );
      const env = environmentOf(verify, manifests);
      expect(env).toMatchObject({ BUTLER_REPO, LSST_DB_AUTH });
      expect(env['S3_ENDPOINT_URL']).toBe(S3_ENDPOINT_URL);
      // A Butler on a file system is mounted for both.
      const mounts = (of: Container) =>
        (of.volumeMounts ?? [])
          .map(({ mountPath }) => mountPath)
          .filter((path) => BUTLER_REPO?.startsWith(path));
      expect(mounts(verify)).toEqual(mounts(container('footman-reaper')));
    });
  });
});
