import type { ServerResponse } from 'node:http';
import { type GroupQuestion, isComplete, ofSnap } from './group-query.js';
import type { GroupWatch } from './group-watch.js';

/** Proxies cut connections that are silent for a minute or less. */
const ALIVE_MS = 15_000;

/**
 * Sends server-sent events: `image` for each image that has arrived, and again when it is ingested; `complete` and the end when all that
 * `until` names is there. Without `until` it goes on.
 */
export function streamGroup(
  response: ServerResponse,
  watch: GroupWatch,
  group: string,
  question: GroupQuestion,
): void {
  const sent = new Map<string, string>();
  const send = (event: string, data: string) => response.write(`event: ${event}\ndata: ${data}\n\n`);
  const end = () => response.end();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  const alive = setInterval(() => response.write(':\n\n'), ALIVE_MS);
  const stop = watch.listen(group, (all) => {
    if (response.writableEnded) return;
    const images = ofSnap(all, question);
    for (const image of images) {
      const name = `${image.snap} ${image.detector}`;
      const data = JSON.stringify(image);
      if (sent.get(name) === data) continue;
      sent.set(name, data);
      send('image', data);
    }
    if (question.until.length > 0 && isComplete(images, question)) {
      send('complete', '{}');
      end();
    }
  });
  watch.closed.addEventListener('abort', end);
  response.once('close', () => {
    clearInterval(alive);
    stop();
    watch.closed.removeEventListener('abort', end);
  });
}
