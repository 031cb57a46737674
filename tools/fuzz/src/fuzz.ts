/**
 * Sends a real intake useless bodies by the million and says what it did to it.
 *
 *     node tools/fuzz/dist/fuzz.js [--events N] [--seed N]
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzIntake } from './fuzz-intake.js';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const manifest = createRequire(import.meta.url).resolve('@footman/intake/package.json');
const report = await fuzzIntake({
  intake: [join(dirname(manifest), 'dist', 'main.js')],
  events: Number(values.events),
  seed: Number(values.seed),
  onProgress: (events, megabytes) =>
    process.stderr.write(`${events} events; the intake has ${megabytes} MB in memory\n`),
});
process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
const sound =
  report.alive &&
  report.redisKeys === 0 &&
  report.statuses[200] === report.events &&
  report.afterwards.waiting === 1;
process.exitCode = sound ? 0 : 1;
