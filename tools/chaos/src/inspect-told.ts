import type { Night } from './night.js';
import type { Site } from './site.js';

/** What somebody was told, beside what is in the Butler. */
export interface ToldFindings {
  /** Keys of files that weren't told of. */
  readonly untold: readonly string[];
  /** What was told of and nobody PUT. */
  readonly unknown: readonly string[];
  /** Files that were told of more than once, and how often the one that was told of most. */
  readonly again: number;
  readonly most: number;
}

/** What each of those was told who want to hear of ingested files. */
export interface AllToldFindings {
  readonly webhook: ToldFindings;
  /** Undefined where there is no Kafka. */
  readonly topic: ToldFindings | undefined;
}

/** Compares what the webhook's receiver and the topic have with what was PUT. */
export async function inspectTold(
  { webhook, topics, bucket }: Site,
  { keys }: Night,
): Promise<AllToldFindings> {
  const byPlace = new Map([...keys].map((key) => [placeOf(key), key]));
  const told = webhook.received.flatMap(({ exp_id, filenames, acknowledged }) =>
    filenames.map((filename) => ({ place: `${exp_id}/${filename}`, acknowledged })),
  );
  const keyAt = (place: string) => byPlace.get(place) ?? place;
  // A receiver that didn't answer may have lost it: that counts as told again, not as told.
  const taken = told.filter(({ acknowledged }) => acknowledged).map(({ place }) => keyAt(place));
  const messages = await topics?.ingested.read();
  const written = messages?.map(({ value }) => {
    const { uri } = JSON.parse(value) as { readonly uri: string };
    return uri.replace(`s3://${bucket}/`, '');
  });
  return {
    webhook: compareTold(
      keys,
      taken,
      told.map(({ place }) => keyAt(place)),
    ),
    topic: written && compareTold(keys, written, written),
  };
}

/** @param heard all that was told, `taken` that of it which surely arrived. */
export function compareTold(
  keys: ReadonlySet<string>,
  taken: readonly string[],
  heard: readonly string[],
): ToldFindings {
  const arrived = new Set(taken);
  const times = new Map<string, number>();
  for (const key of heard) times.set(key, (times.get(key) ?? 0) + 1);
  return {
    untold: [...keys].filter((key) => !arrived.has(key)),
    unknown: [...times.keys()].filter((key) => !keys.has(key)),
    again: [...times.values()].filter((n) => n > 1).length,
    most: Math.max(0, ...times.values()),
  };
}

/** Its exposure's directory and its own name, by which a webhook knows it. */
function placeOf(key: string): string {
  return key.split('/').slice(-2).join('/');
}
