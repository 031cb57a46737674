import type { Container, EnvVar, Manifest } from './manifest.js';

/** What a container's process finds in its environment, with $(VARIABLE) filled in as the kubelet does. */
export function environmentOf(container: Container, manifests: readonly Manifest[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    if (configMapRef)
      Object.assign(env, dataOf(manifests, 'ConfigMap', configMapRef.name, configMapRef.optional));
    if (secretRef) Object.assign(env, dataOf(manifests, 'Secret', secretRef.name, secretRef.optional));
  }
  for (const variable of container.env ?? []) {
    const value = valueOf(variable, manifests);
    if (value !== undefined)
      env[variable.name] = value.replace(/\$\((\w+)\)/g, (all, name) => env[name] ?? all);
  }
  return env;
}

/** Variables that are there only to be filled in elsewhere. */
export function onlyReferredTo({ env = [] }: Container): string[] {
  return env.flatMap(({ value = '' }) => [...value.matchAll(/\$\((\w+)\)/g)].map(([, name]) => name ?? ''));
}

function valueOf({ name, value, valueFrom }: EnvVar, manifests: readonly Manifest[]): string | undefined {
  const ref = valueFrom?.secretKeyRef;
  if (!ref) return value ?? '';
  const found = dataOf(manifests, 'Secret', ref.name, ref.optional)[ref.key];
  if (found === undefined && !ref.optional) throw new Error(`${name}: ${ref.name} has no ${ref.key}`);
  return found;
}

function dataOf(
  manifests: readonly Manifest[],
  kind: 'ConfigMap' | 'Secret',
  name: string,
  optional = false,
): Readonly<Record<string, string>> {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found && !optional) throw new Error(`There is no ${kind} ${name}`);
  const data = Object.entries(found?.data ?? {});
  return Object.fromEntries(
    data.map(([key, value]) => [key, kind === 'Secret' ? Buffer.from(value, 'base64').toString() : value]),
  );
}
