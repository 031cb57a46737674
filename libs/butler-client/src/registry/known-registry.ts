import { UnsupportedRegistryError } from '../errors.js';

/** A manager of a registry: a Python class that decides how a part of it is stored. */
interface KnownManager {
  /** The class as butler.yaml names it. */
  readonly configured: string;
  /** The class as the registry names it. */
  readonly stored: string;
  /** The schema versions that this package was compared with. */
  readonly versions: readonly string[];
}

const manager = (path: string, version: string, stored = path): KnownManager => ({
  configured: `lsst.daf.butler.registry.${path}`,
  stored: `lsst.daf.butler.registry.${stored}`,
  versions: [version],
});

/** The managers whose schemas this package writes, each row of it compared with what daf_butler writes. */
export const KNOWN_MANAGERS = {
  attributes: manager('attributes.DefaultButlerAttributeManager', '1.0.1'),
  collections: manager('collections.synthIntKey.SynthIntKeyCollectionManager', '2.0.0'),
  datasets: manager(
    'datasets.byDimensions.ByDimensionsDatasetRecordStorageManagerUUID',
    '2.0.0',
    'datasets.byDimensions._manager.ByDimensionsDatasetRecordStorageManagerUUID',
  ),
  datastores: manager('bridge.monolithic.MonolithicDatastoreRegistryBridgeManager', '0.2.1'),
  dimensions: manager('dimensions.static.StaticDimensionRecordStorageManager', '6.0.2'),
  opaque: manager('opaque.ByNameOpaqueTableStorageManager', '0.2.0'),
} as const satisfies Record<string, KnownManager>;

/** The dimension universes that this package writes; for what it writes they are the same. */
export const KNOWN_UNIVERSES = { namespace: 'daf_butler', versions: [7, 8] } as const;

const MANAGER_PREFIX = 'config:registry.managers.';

/** What a registry says about itself. */
export interface RegistryVersions {
  readonly universe: { readonly namespace: string; readonly version: number };
  /** Class and schema version by kind of manager. */
  readonly managers: Readonly<Record<string, { readonly name: string; readonly version: string | null }>>;
}

/** Reads a registry's attributes, the rows of its table of that name. */
export function readVersions(attributes: ReadonlyMap<string, string>): RegistryVersions {
  const managers = [...attributes].flatMap(([key, name]) =>
    key.startsWith(MANAGER_PREFIX)
      ? [
          [
            key.slice(MANAGER_PREFIX.length),
            { name, version: attributes.get(`version:${name}`) ?? null },
          ] as const,
        ]
      : [],
  );
  return {
    universe: readUniverse(attributes.get('config:dimensions.json')),
    managers: Object.fromEntries(managers),
  };
}

/** One sentence for each thing that this package doesn't know, naming what was found and what is known. */
export function versionProblems(versions: RegistryVersions): readonly string[] {
  const { namespace, version } = versions.universe;
  const problems: string[] = [];
  if (
    namespace !== KNOWN_UNIVERSES.namespace ||
    !(KNOWN_UNIVERSES.versions as readonly number[]).includes(version)
  ) {
    const known = KNOWN_UNIVERSES.versions.join(' and ');
    problems.push(
      `dimension universe is ${namespace} ${version}, known are ${KNOWN_UNIVERSES.namespace} ${known}`,
    );
  }
  const known: Readonly<Record<string, KnownManager>> = KNOWN_MANAGERS;
  for (const [kind, expected] of Object.entries(known)) {
    const found = versions.managers[kind];
    const knownText = `${expected.stored} ${expected.versions.join(' or ')}`;
    if (!found) problems.push(`manager '${kind}' is missing, known is ${knownText}`);
    else if (found.name !== expected.stored || !expected.versions.includes(found.version ?? '')) {
      problems.push(
        `manager '${kind}' is ${found.name} ${found.version ?? 'without version'}, known is ${knownText}`,
      );
    }
  }
  for (const [kind, { name, version: v }] of Object.entries(versions.managers)) {
    if (!(kind in known))
      problems.push(`manager '${kind}' is ${name} ${v ?? 'without version'}, known is none of that kind`);
  }
  return problems;
}

/** @throws UnsupportedRegistryError where there are problems */
export function assertKnown(place: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new UnsupportedRegistryError(
    `Refusing to write to ${place}: ${problems.join('; ')}. Open it for reading only, or use a version of this package ` +
      'that knows this registry.',
    problems,
  );
}

function readUniverse(json: string | undefined): RegistryVersions['universe'] {
  try {
    const { namespace, version } = JSON.parse(json ?? '{}') as { namespace?: string; version?: number };
    return { namespace: namespace ?? 'unknown', version: version ?? -1 };
  } catch {
    return { namespace: 'unreadable', version: -1 };
  }
}
