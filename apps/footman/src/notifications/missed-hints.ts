import type { ServerStatus, Site } from '@footman/operator';
import { nextName } from './next-name.js';
import { unreachable } from './reachable.js';
import type { Wanted } from './wanted.js';

/** What to look at when a canary was missed, the likeliest first. */
export async function missedHints(
  bucket: string,
  wanted: readonly Wanted[],
  taken: ReadonlySet<string>,
  site: Pick<Site, 'queues'> & { readonly queueStatus: Pick<ServerStatus, 'place'> },
): Promise<string[]> {
  const hints: string[] = [];
  const place = site.queueStatus.place ?? 'the queue';
  const known = (await site.queues?.buckets()) ?? [];
  if (!known.some((name) => name.slice(name.indexOf('@') + 1) === bucket)) {
    hints.push(`${place} knows no file of ${bucket} so far: is it the queue of this bucket's intake?`);
  }
  const footman = wanted.filter(({ canary }) => canary);
  for (const { topic } of footman) {
    const problem = await unreachable(topic.endpoint);
    if (problem)
      hints.push(`nothing is reached at ${topic.endpoint} from here (${problem}): does the intake run?`);
  }
  for (const { topic } of footman.filter((each) => each.topic.endpoint.startsWith('kafka:'))) {
    hints.push(
      `the intake's KAFKA_TOPIC has to be ${topic.name}, as the broker's topic has the gateway's name`,
    );
  }
  hints.push(
    "the intake's log: 'Rejected records' with wrong-secret means that NOTIFICATION_SECRET lacks the topic's OpaqueData; 'Saw a canary' that it went to another queue",
    'a topic that is new, or a gateway that was just restarted, may take half a minute, or a minute and a half: try again',
  );
  for (const { topic } of footman.filter((each) => each.topic.persistent)) {
    hints.push(
      `topic ${topic.name} may be wedged, as happens after its endpoint refused connections: give it a name in the file that has not been used before (${nextName(topic.name, taken)}), and apply`,
    );
  }
  return hints;
}
