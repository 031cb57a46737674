import { containersOf, type Container, type Manifest, type Spec } from './manifest.js';

/** What a change of an overlay should be seen to change: one line for each object, and for each of its containers. No secret. */
export function factsOf(manifests: readonly Manifest[]): string {
  return manifests.flatMap((manifest) => [headOf(manifest), ...detailsOf(manifest)]).join('\n');
}

function headOf({ kind, metadata, spec }: Manifest): string {
  const replicas = spec?.replicas === undefined ? '' : ` x${spec.replicas}`;
  return `${kind} ${unhashed(metadata.name)}${replicas}`;
}

function detailsOf(manifest: Manifest): string[] {
  const { kind, data = {}, spec = {} } = manifest;
  switch (kind) {
    case 'ConfigMap':
      return Object.entries(data)
        .filter(([, value]) => !value.includes('\n'))
        .map(([name, value]) => `  ${name}=${value}`);
    case 'Secret':
      return Object.keys(data).map((name) => `  ${name}`);
    case 'Service':
      return [
        `  ${spec.type ?? 'ClusterIP'} ${(spec.ports ?? []).map(({ port, targetPort }) => `${port}->${targetPort}`).join(' ')}`,
        ...Object.entries(manifest.metadata.annotations ?? {}).map(([name, value]) => `  ${name}: ${value}`),
        ...(spec.loadBalancerSourceRanges ?? []).map((range) => `  from ${range}`),
      ];
    case 'NetworkPolicy':
      return [`  ${JSON.stringify(spec.podSelector?.matchLabels ?? {})} <- ${JSON.stringify(spec.ingress)}`];
    case 'CronJob':
      return [`  at ${spec.schedule}`, ...podOf({ template: spec.jobTemplate?.spec.template } as Spec)];
    case 'PodDisruptionBudget':
      return [`  ${JSON.stringify({ min: spec.minAvailable, maxUnavailable: spec.maxUnavailable })}`];
    default:
      return podOf(spec);
  }
}

function podOf({ template }: Spec): string[] {
  if (!template) return [];
  const { securityContext = {}, terminationGracePeriodSeconds } = template.spec;
  const { runAsUser, runAsGroup } = securityContext;
  return [
    `  as ${runAsUser}:${runAsGroup}, ${terminationGracePeriodSeconds ?? 30} s to stop`,
    ...containersOf(template.spec).map(containerOf),
  ];
}

function containerOf(container: Container): string {
  const { name, image, command = [], args = [], resources } = container;
  const { env = [], envFrom = [], volumeMounts = [] } = container;
  // Scripts are none of an overlay's business.
  const words = command.some((word) => word.includes('\n')) ? [] : command;
  const sources = envFrom.map(({ configMapRef, secretRef }) =>
    unhashed((configMapRef ?? secretRef)?.name ?? ''),
  );
  return [
    `  ${[name, image, ...words, ...args].join(' ')}`,
    `requests ${amounts(resources?.requests)}, limits ${amounts(resources?.limits)}`,
    `env ${[...sources, ...env.map((variable) => variable.name)].join(' ')}`,
    `mounts ${volumeMounts.map(({ mountPath, readOnly }) => `${mountPath}${readOnly ? ' (read only)' : ''}`).join(' ')}`,
  ].join('\n    ');
}

function amounts(resources: Readonly<Record<string, string>> = {}): string {
  return `${resources['cpu']} ${resources['memory']}`;
}

/** Generated names end with a hash of what is in them. */
function unhashed(name: string): string {
  return name.replace(/-[a-z0-9]{10}$/, '');
}
