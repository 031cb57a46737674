import { utc } from '@footman/operator';
import { queueBackendFromEnv, UnusableMessages } from '@footman/queue';
import { jsonLine } from '../json-line.js';
import { table } from '../table.js';

/**
 * Prints which messages nobody can use.
 *
 * @throws QueueUnavailableError when the queue that the environment names is away.
 */
export async function printUnusable(env: NodeJS.ProcessEnv, json: boolean): Promise<void> {
  const kept = new UnusableMessages(queueBackendFromEnv(env));
  try {
    await kept.start();
    const messages = await kept.list();
    const rows = messages.map(({ at, topic, partition, offset, bytes, reason }) => {
      return [utc(at), topic, partition, offset, bytes, reason];
    });
    const head = ['read', 'topic', 'partition', 'offset', 'bytes', 'what is wrong'];
    const text = rows.length > 0 ? table(head, rows) : 'There are no unusable messages.';
    process.stdout.write(json ? jsonLine(messages) : `${text}\n`);
  } finally {
    await kept.close();
  }
}
