import type { Container, Manifest, PodSpec } from '@footman/k8s';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the paths of a pod's containers are on this machine. */
export class Volumes {
  private constructor(private readonly places: ReadonlyMap<string, string>) {}

  /**
   * Makes a pod's volumes: secrets and config maps as files, claims that pods share as directories in common, all else as one of its own.
   *
   * @param edit what has to be otherwise here in a config map's file.
   */
  static async make(
    { volumes = [] }: PodSpec,
    manifests: readonly Manifest[],
    own: string,
    common: string,
    edit: (volumes: Volumes, content: string) => string,
  ): Promise<Volumes> {
    const places = new Map<string, string>();
    const made = new Volumes(places);
    const contents: [string, string][] = [];
    const configured: [string, string][] = [];
    for (const volume of volumes as readonly Volume[]) {
      const { name, secret, configMap, persistentVolumeClaim: claim } = volume;
      const place = claim ? join(common, claim.claimName) : join(own, name);
      await mkdir(place, { recursive: true, mode: 0o755 });
      places.set(name, place);
      if (secret) contents.push(...filesOf(manifests, 'Secret', secret.secretName, secret, place));
      if (configMap) {
        const files = filesOf(manifests, 'ConfigMap', configMap.name, configMap, place);
        configured.push(...files);
      }
    }
    for (const [file, content] of contents) await writeFile(file, content);
    for (const [file, content] of configured) await writeFile(file, edit(made, content));
    return made;
  }

  /** A text in which a container's paths are this machine's. */
  here({ volumeMounts = [] }: Container, text: string): string {
    const mounts = new Map(volumeMounts.map(({ name, mountPath }) => [mountPath, this.places.get(name)]));
    if (mounts.size === 0) return text;
    // In one go: this machine's paths may begin like a container's.
    return text.replace(pathPattern([...mounts.keys()]), (path) => mounts.get(path) ?? path);
  }
}

interface Volume {
  readonly name: string;
  readonly secret?: Source & { readonly secretName: string };
  readonly configMap?: Source & { readonly name: string };
  readonly persistentVolumeClaim?: { readonly claimName: string };
}

interface Source {
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

function filesOf(
  manifests: readonly Manifest[],
  kind: 'Secret' | 'ConfigMap',
  name: string,
  { optional, items }: Source,
  place: string,
): [string, string][] {
  const found = manifests.find((each) => each.kind === kind && each.metadata.name === name);
  if (!found && !optional) throw new Error(`There is no ${kind} ${name}`);
  const data = found?.data ?? {};
  const decoded = (value: string) => (kind === 'Secret' ? Buffer.from(value, 'base64').toString() : value);
  if (!found) return [];
  const chosen = items ?? Object.keys(data).map((key) => ({ key, path: key }));
  return chosen.map(({ key, path }) => [join(place, path), decoded(data[key] ?? '')]);
}

/** One of some paths that isn't part of a longer one: /data and not /data-old, /butler and not s3://users/butler.yaml. */
function pathPattern(paths: readonly string[]): RegExp {
  const escaped = paths.map((path) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\w./-])(?:${escaped.join('|')})(?![\\w.-])`, 'g');
}
