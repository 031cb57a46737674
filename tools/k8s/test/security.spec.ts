import { containersOf, selects, workloads, type Manifest, type Workload } from '../src/manifest.js';
import {
  BY_KAFKA,
  describeRendered,
  manifestsOf,
  MOVING_OVER,
  namespaceOf,
  SITES,
  WITH_ANNOUNCER,
  WITH_PRESENCE,
  WITH_RUCIO,
} from './rendered.js';

describeRendered('what runs at a site', () => {
  describe.each([...SITES, ...MOVING_OVER])('%s', (site) => {
    let manifests: Manifest[];
    let pods: Workload[];
    beforeAll(async () => {
      manifests = await manifestsOf(site);
      pods = workloads(manifests);
    });
    const ofKind = (kind: string) => manifests.filter((manifest) => manifest.kind === kind);
    const containers = () =>
      pods.flatMap(({ metadata, spec }) =>
        containersOf(spec.template.spec).map((container) => ({
          ...container,
          place: `${metadata.name}/${container.name}`,
        })),
      );

    it('are the apps, Redis and the ledger, all in the namespace that the site has today', () => {
      expect(pods.map(({ metadata }) => metadata.name).sort()).toEqual([
        ...(WITH_ANNOUNCER.includes(site) ? ['footman-announcer'] : []),
        'footman-console',
        'footman-ingest',
        'footman-intake',
        ...(WITH_PRESENCE.includes(site) ? ['footman-presence'] : []),
        'footman-reaper',
        ...(WITH_RUCIO.includes(site) ? ['footman-registrar'] : []),
        ...(site.startsWith('moving-over/') ? ['footman-verify'] : []),
        'ledger',
        'redis',
      ]);
      const namespaces = new Set(
        manifests.map(({ kind, metadata }) => (kind === 'Namespace' ? metadata.name : metadata.namespace)),
      );
      expect([...namespaces]).toEqual([namespaceOf(site)]);
    });

    it('is nobody on its node: no root, no token, no host, the default seccomp profile', () => {
      for (const { metadata, spec } of pods) {
        const pod = spec.template.spec;
        expect({ name: metadata.name, ...pod }).toMatchObject({
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
        });
        expect(pod.securityContext?.runAsUser).toBeGreaterThan(0);
        expect([pod.hostNetwork, pod.hostPID, pod.hostIPC].some(Boolean)).toBe(false);
        expect((pod.volumes ?? []).filter((volume) => 'hostPath' in volume)).toEqual([]);
      }
    });

    it('can neither write to its image nor gain rights', () => {
      for (const { place, securityContext } of containers()) {
        expect({ place, securityContext }).toEqual({
          place,
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        });
      }
    });

    it('gets no REDIS_PORT from Kubernetes, which would be another thing than ours', () => {
      expect(pods.filter(({ spec }) => spec.template.spec.enableServiceLinks !== false)).toEqual([]);
    });

    it('asks for CPU and memory, and has limits of both', () => {
      for (const { place, resources } of containers()) {
        const given = [resources?.requests, resources?.limits].map((part) => Object.keys(part ?? {}).sort());
        expect({ place, given }).toEqual({
          place,
          given: [
            ['cpu', 'memory'],
            ['cpu', 'memory'],
          ],
        });
      }
    });

    it('has images of a fixed version', () => {
      for (const { image } of containers()) expect(image).toMatch(/:\d+(\.\d+)+$/);
    });

    it('finds no secret in its manifest but by reference, nor on a command line', () => {
      for (const { place, env = [], command = [], args = [] } of containers()) {
        const plain = env.filter(
          ({ name, value }) => value !== undefined && /PASSWORD$|SECRET|KEY/.test(name),
        );
        expect({ place, plain }).toEqual({ place, plain: [] });
        expect([...command, ...args].join(' ')).not.toMatch(/\$\(\w+\)/);
      }
    });

    it('has Rucio’s credentials in the registrar’s pod alone, for its own user to read', () => {
      const mounting = pods.flatMap(({ metadata, spec }) =>
        (spec.template.spec.volumes ?? []).flatMap((volume) => {
          const secret = volume['secret'] as { secretName: string; defaultMode?: number } | undefined;
          return secret?.secretName.startsWith('rucio-auth')
            ? [{ pod: metadata.name, mode: secret.defaultMode }]
            : [];
        }),
      );
      expect(mounting).toEqual(WITH_RUCIO.includes(site) ? [{ pod: 'footman-registrar', mode: 0o440 }] : []);
    });

    it('is probed, but for jobs: /livez says that it lives, and every pod says when it is ready', () => {
      for (const { metadata, spec } of pods.filter(({ kind }) => kind !== 'CronJob')) {
        const [container] = spec.template.spec.containers;
        expect({
          name: metadata.name,
          ready: container?.readinessProbe,
          up: container?.startupProbe,
        }).toEqual({
          name: metadata.name,
          ready: expect.anything(),
          up: expect.anything(),
        });
        if (metadata.name.startsWith('footman-'))
          expect(container?.livenessProbe?.httpGet?.path).toBe('/livez');
      }
    });

    it('keeps an intake listening: two of them, ready while Redis is away if Ceph sends, of which one may go at a time', () => {
      const intake = pods.find(({ metadata }) => metadata.name === 'footman-intake');
      expect(intake?.spec.replicas).toBeGreaterThanOrEqual(2);
      const ready = intake?.spec.template.spec.containers[0]?.readinessProbe?.httpGet?.path;
      expect(ready).toBe(BY_KAFKA.includes(site) ? '/readyz' : '/livez');
      expect(intake?.spec['strategy']).toMatchObject({ rollingUpdate: { maxUnavailable: 0 } });
    });

    it('has disruption budgets that let a node be drained', () => {
      const budgets = ofKind('PodDisruptionBudget');
      expect(budgets.map(({ metadata }) => metadata.name)).toEqual(['footman-ingest', 'footman-intake']);
      for (const { spec = {} } of budgets) {
        const [held] = pods.filter((pod) => selects(spec.selector, pod.spec.template.metadata.labels));
        const replicas = held?.spec.replicas ?? 0;
        expect(spec.maxUnavailable ?? replicas - (spec.minAvailable ?? replicas)).toBeGreaterThanOrEqual(1);
      }
    });

    // Where notices come by Kafka, nobody sends any.
    const open = [
      ...(BY_KAFKA.includes(site) ? [] : ['footman-intake']),
      ...(WITH_PRESENCE.includes(site) ? ['footman-presence'] : []),
    ];

    it('is reached from outside only at intake and presence, from private networks and only at their port', () => {
      const outside = ofKind('Service').filter(({ spec }) => (spec?.type ?? 'ClusterIP') !== 'ClusterIP');
      const behind = outside.flatMap((service) => {
        expect(service.spec).toMatchObject({
          type: 'LoadBalancer',
          allocateLoadBalancerNodePorts: false,
          ports: [{ port: 8080, targetPort: 'http' }],
        });
        expect(service.spec?.loadBalancerSourceRanges).not.toContain('0.0.0.0/0');
        expect(service.spec?.loadBalancerSourceRanges?.length).toBeGreaterThan(0);
        return pods.filter(({ spec }) =>
          selects({ matchLabels: service.spec?.selector ?? {} }, spec.template.metadata.labels),
        );
      });
      expect(behind.map(({ metadata }) => metadata.name).sort()).toEqual(open);
    });

    it('lets nothing from other namespaces reach any pod but intake and presence', () => {
      for (const { metadata, spec } of pods) {
        const policies = ofKind('NetworkPolicy').filter((policy) =>
          selects(policy.spec?.podSelector, spec.template.metadata.labels),
        );
        expect(policies.length).toBeGreaterThan(0);
        const rules = policies
          .flatMap((policy) => policy.spec?.ingress ?? [])
          .filter(
            ({ from }) => !from?.every(({ namespaceSelector, ipBlock }) => !namespaceSelector && !ipBlock),
          );
        expect({ pod: metadata.name, open: rules.length }).toEqual({
          pod: metadata.name,
          open: open.includes(metadata.name) ? 1 : 0,
        });
      }
    });

    it('has a Redis that is changed in place where embargo-butler had one', () => {
      const redis = pods.find(({ metadata }) => metadata.name === 'redis');
      // What a StatefulSet can't change, as kubernetes/overlays/SITE/redis-deploy.yaml has it.
      expect(redis?.spec).toMatchObject({
        serviceName: 'redis',
        selector: { matchLabels: { app: 'redis' } },
      });
      expect(redis?.spec.volumeClaimTemplates).toEqual([
        {
          metadata: { name: 'data' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            storageClassName: 'wekafs--sdf-k8s01',
            resources: { requests: { storage: '10Gi' } },
          },
        },
      ]);
    });
  });
});
