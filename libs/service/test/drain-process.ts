/** A process that drains: `drain-process.ts <drainMs> <how closing goes: promptly, never, badly>`. */
import { drainOnSignals } from '../src/drain-on-signals.js';
import { createLogger } from '../src/logger.js';

const [drainMs, how] = process.argv.slice(2);
const close = async () => {
  if (how === 'badly') throw new Error('no');
  if (how === 'never') await new Promise(() => undefined);
};
drainOnSignals(close, { log: createLogger({ name: 'test' }), drainMs: Number(drainMs) });
setInterval(() => undefined, 1000);
process.stdout.write('up\n');
