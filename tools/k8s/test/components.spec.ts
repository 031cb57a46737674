import { announcerConfig } from '@footman/announcer';
import { consoleConfig } from '@footman/console';
import { ingestConfig } from '@footman/ingest';
import { parseConfig } from '@footman/service';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { z } from 'zod';
import { Checkout, K8S } from '../src/checkout.js';
import { environmentOf } from '../src/environment.js';
import {
  containersOf,
  selects,
  workloads,
  type Container,
  type Labels,
  type Manifest,
} from '../src/manifest.js';
import { describeRendered } from './rendered.js';

/** Lines of an overlay's kustomization.yaml. */
interface Kustomization {
  readonly components?: readonly string[];
  readonly patches?: readonly unknown[];
  readonly replacements?: readonly unknown[];
  readonly configMapGenerator?: readonly unknown[];
  readonly secretGenerator?: readonly unknown[];
}

/** The lines that docs/kubernetes.md has for a component. */
async function documented(component: string): Promise<Kustomization> {
  const docs = await readFile(join(K8S, '..', 'docs', 'kubernetes.md'), 'utf8');
  const blocks = [...docs.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(
    ([, yaml]) => parse(yaml ?? '') as Kustomization,
  );
  const found = blocks.find(({ components = [] }) =>
    components.some((path) => path.endsWith(`/${component}`)),
  );
  if (!found) throw new Error(`docs/kubernetes.md has no lines for ${component}`);
  return found;
}

describeRendered('a component that no overlay has', () => {
  let checkout: Checkout;
  beforeEach(async () => {
    checkout = await Checkout.make();
  });
  afterEach(() => checkout.remove());

  const render = async ({ components = [], ...rest }: Kustomization): Promise<Manifest[]> => {
    const directory = checkout.overlay('mine');
    await mkdir(directory, { recursive: true });
    const kustomization = {
      namespace: 'mine',
      images: [{ name: 'ghcr.io/lsst-dm/footman', newTag: '0.1.0' }],
      resources: ['../../base'],
      components,
      ...rest,
    };
    await writeFile(join(directory, 'kustomization.yaml'), stringify(kustomization));
    const { stdout } = await promisify(execFile)('kubectl', ['kustomize', directory], { maxBuffer: 1 << 24 });
    return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
  };
  const named = (manifests: readonly Manifest[], kind: string, name: string): Manifest => {
    const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
    if (!found) throw new Error(`There is no ${kind} ${name}`);
    return found;
  };

  it('monitoring has Prometheus collect from every app, and lets it', async () => {
    const { components = [], ...rest } = await documented('monitoring');
    const manifests = await render({
      components: ['../../components/network-policies', ...components],
      ...rest,
    });
    const { spec = {} } = named(manifests, 'PodMonitor', 'footman');
    const [endpoint] = spec['podMetricsEndpoints'] as { port: string; path: string }[];
    const watched = workloads(manifests).filter(
      ({ spec: { template } }) =>
        selects(spec.selector, template.metadata.labels) &&
        template.spec.containers.some(({ ports = [] }) => ports.some(({ name }) => name === endpoint?.port)),
    );
    expect(watched.map(({ metadata }) => metadata.name)).toEqual([
      'footman-console',
      'footman-ingest',
      'footman-intake',
      'footman-reaper',
    ]);
    const policy = named(manifests, 'NetworkPolicy', 'footman-metrics');
    for (const { spec: pod } of watched)
      expect(selects(policy.spec?.podSelector, pod.template.metadata.labels)).toBe(true);
    expect(policy.spec?.ingress).toEqual([{ from: [{ namespaceSelector: {} }], ports: [{ port: 'http' }] }]);
  });

  it('monitoring asks for its own namespace in every rule, and says in every alert which site it is', async () => {
    const manifests = await render(await documented('monitoring'));
    const rules = manifests
      .filter(({ kind }) => kind === 'PrometheusRule')
      .flatMap(({ spec = {} }) => spec['groups'] as { rules: { expr: string; labels: Labels }[] }[])
      .flatMap((group) => group.rules);
    expect(rules.length).toBeGreaterThan(20);
    for (const { expr, labels } of rules) {
      expect(expr).toContain('namespace="mine"');
      expect(labels['site']).toBe('mine');
    }
    expect(JSON.stringify(manifests)).not.toContain('NAMESPACE');
  });

  it('autoscaling asks for the age of the oldest live job of its own namespace, and leaves the number to KEDA', async () => {
    const manifests = await render(await documented('autoscaling'));
    const { spec = {} } = named(manifests, 'ScaledObject', 'footman-ingest');
    const target = spec['scaleTargetRef'] as { name: string };
    expect(named(manifests, 'Deployment', target.name).spec?.replicas).toBeUndefined();
    const [trigger] = spec['triggers'] as { metadata: { query: string } }[];
    expect(trigger?.metadata.query).toBe(
      'max(time() - footman_queue_oldest_pending_timestamp_seconds{lane="live",namespace="mine"}) or vector(0)',
    );
  });

  it('ingress has Gafaelfawr ask who comes, and lets only the ingress controller say so', async () => {
    const { components = [], ...rest } = await documented('ingress');
    const manifests = await render({
      components: ['../../components/network-policies', ...components],
      secretGenerator: [{ name: 'console', literals: ['CONSOLE_TOKEN=token-of-an-operator'] }],
      ...rest,
    });
    const { metadata, spec = {} } = named(manifests, 'Ingress', 'footman-console');
    const annotation = (name: string) => metadata.annotations?.[`nginx.ingress.kubernetes.io/${name}`] ?? '';
    expect(annotation('auth-url')).toContain('gafaelfawr');
    expect(annotation('auth-signin')).toMatch(/^https:\/\/[\w.-]+\/login$/);
    expect(JSON.stringify([metadata, spec])).not.toContain('HOST');
    // Every header that the console believes is the proxy's own.
    expect(annotation('auth-response-headers').split(',')).toEqual([
      'X-Auth-Request-User',
      'X-Auth-Request-Groups',
    ]);

    const config = manifests.find(
      ({ kind, metadata: { name } }) => kind === 'ConfigMap' && name.startsWith('console-'),
    );
    const settings = parseConfig(consoleConfig, config?.data ?? {});
    expect(JSON.stringify(spec['rules'])).toContain(`"path":"${settings.BASE_PATH}"`);
    expect(settings.CONSOLE_OPERATORS).not.toEqual([]);
    const pod = workloads(manifests).find(({ metadata: { name } }) => name === 'footman-console');
    const policies = manifests.filter(
      ({ kind, spec: { podSelector } = {} }) =>
        kind === 'NetworkPolicy' && selects(podSelector, pod?.spec.template.metadata.labels ?? {}),
    );
    expect(policies.flatMap(({ spec: { ingress = [] } = {} }) => ingress)).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
          },
        ],
        ports: [{ port: 'http' }],
      },
    ]);
  });

  it('announcer POSTs, signed, and sends to Kafka, where ingest sends to both feeds', async () => {
    const { components = [], ...rest } = await documented('announcer');
    const directory = join(checkout.overlay('mine'), 'etc', '.secrets');
    await mkdir(directory, { recursive: true });
    const key = Buffer.alloc(32, 'k').toString('base64');
    await writeFile(join(directory, 'webhook_key'), key);
    const manifests = await render({
      components,
      ...rest,
      secretGenerator: [
        ...(rest.secretGenerator ?? []),
        ...['redis', 's3'].map((name) => ({ name, literals: ['redis-password=of-redis'] })),
      ],
    });
    const settings = <S extends z.ZodType>(app: string, schema: S) => {
      const pod = workloads(manifests).find(({ metadata }) => metadata.name === `footman-${app}`);
      const [container] = pod?.spec.template.spec.containers ?? [];
      return parseConfig(schema, {
        BUCKET: 'raw',
        BUTLER_REPO: 'repo',
        ...environmentOf(container as Container, manifests),
      });
    };
    const whom = { WEBHOOK_URI: expect.any(String), INGESTED_TOPIC: expect.any(String) };
    expect(settings('ingest', ingestConfig)).toMatchObject(whom);
    const announcer = settings('announcer', announcerConfig);
    expect(announcer).toMatchObject({ ...whom, KAFKA_CLUSTER: expect.anything() });
    expect(announcer.WEBHOOK_KEY?.map((each) => each.reveal())).toEqual([key]);
  });

  it('external-secrets makes every secret that pods refer to, with every key', async () => {
    const { components = [], ...rest } = await documented('external-secrets');
    const manifests = await render({
      components: ['../../components/ledger-postgres', ...components],
      ...rest,
    });
    // What the operator would make of them.
    const secrets = manifests
      .filter(({ kind }) => kind === 'ExternalSecret')
      .map(({ metadata, spec = {} }): Manifest => {
        expect(spec['secretStoreRef']).toEqual({ kind: 'ClusterSecretStore', name: 'vault' });
        const data = spec['data'] as { secretKey: string; remoteRef: { key: string; property: string } }[];
        const filled = data.map(({ secretKey, remoteRef }) => {
          expect(remoteRef.key).toBe('rubin/usdf-embargo-dmz/summit-new');
          return [secretKey, Buffer.from(remoteRef.property).toString('base64')];
        });
        return { apiVersion: 'v1', kind: 'Secret', metadata, data: Object.fromEntries(filled) };
      });
    const all = [...manifests, ...secrets];
    const containers = workloads(all).flatMap(({ spec }) => containersOf(spec.template.spec));
    const env = (container: Container) => environmentOf(container, all);
    for (const container of containers) expect(() => env(container)).not.toThrow();
    const ingest = containers.find(({ name }) => name === 'ingest') as Container;
    expect(env(ingest)).toMatchObject({
      REDIS_PASSWORD: 'redis',
      LEDGER_URL: 'postgresql://footman:ledger@ledger/footman',
      LSST_RESOURCES_S3_PROFILE_embargo: 'profile',
    });
  });
});
