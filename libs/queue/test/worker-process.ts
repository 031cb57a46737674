/** A worker in a process of its own, which never finishes a job: `worker-process.ts <backend> <bucket> <options>`. */
import type { ObjectHandler } from '../src/object-handler.js';
import { ObjectWorker } from '../src/object-worker.js';

const [backend, bucket, options] = process.argv.slice(2) as [string, string, string];
const handler: ObjectHandler<never> = (_, context) => {
  process.stdout.write(`${context.id}\n`);
  return new Promise(() => undefined);
};
await new ObjectWorker(JSON.parse(backend), bucket, handler, JSON.parse(options)).start();
