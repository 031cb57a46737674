import type { Repository } from '@footman/butler-client';

/** What is in the Butler, beside what should be. */
export interface ButlerFindings {
  readonly datasets: number;
  readonly exposures: number;
  readonly visits: number;
  /** Keys without a dataset, with more than one, and URIs that nobody PUT. */
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly extra: readonly string[];
  /** Exposures that aren't there once with one visit. */
  readonly incomplete: readonly string[];
}

/** Compares the Butler with what was PUT into a bucket. */
export async function inspectButler(
  repository: Repository,
  bucket: string,
  keys: readonly string[],
  obs_ids: readonly string[],
): Promise<ButlerFindings> {
  const [datasets, exposures, visits] = await Promise.all([
    repository.datasets(),
    repository.exposures(),
    repository.visits(),
  ]);
  const times = new Map<string, number>();
  for (const { uri } of datasets) times.set(uri ?? '', (times.get(uri ?? '') ?? 0) + 1);
  const expected = new Map(keys.map((key) => [`s3://${bucket}/${key}`, key]));
  const counted = (wanted: (times: number) => boolean) =>
    [...expected].filter(([uri]) => wanted(times.get(uri) ?? 0)).map(([, key]) => key);
  const once = (named: readonly string[], obs_id: string) =>
    named.filter((name) => name === obs_id).length === 1;
  const exposed = exposures.map(({ obs_id }) => obs_id);
  const visited = visits.map(({ name }) => name);
  return {
    datasets: datasets.length,
    exposures: exposures.length,
    visits: visits.length,
    lost: counted((n) => n === 0),
    doubled: counted((n) => n > 1),
    extra: [...times.keys()].filter((uri) => !expected.has(uri)),
    incomplete: obs_ids.filter((obs_id) => !once(exposed, obs_id) || !once(visited, obs_id)),
  };
}
