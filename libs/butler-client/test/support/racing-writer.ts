/**
 * A process of its own that registers and writes what its rivals write, in batches of its own making.
 *
 *     racing-writer.ts ROOT SEED
 *
 * Says 'ready' when its connections are open, begins at the first line that comes in, and prints what became of its files.
 */
import { once } from 'node:events';
import { openRepository } from '../../src/index.js';
import { exposure, files, instrument } from './builders.js';

const [root = '', seed = '1'] = process.argv.slice(2);
const DETECTORS = 205;
const BATCH = 40;

let state = Number(seed);
const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);

const repository = await openRepository(root, { writeable: true });
const definitions = [exposure(1, { detectors: DETECTORS }), exposure(2, { detectors: DETECTORS })];
const shuffled = definitions
  .flatMap((definition) =>
    files(definition, DETECTORS).map((file) => ({ file, definition, order: random() })),
  )
  .sort((a, b) => a.order - b.order);
process.stdout.write('ready\n');
await once(process.stdin, 'data');

await repository.registerInstrument(instrument({ detectors: DETECTORS }));
const counts: Record<string, number> = {};
for (let begin = 0; begin < shuffled.length; begin += BATCH / 2) {
  const batch = shuffled.slice(begin, begin + BATCH);
  const { exposures, datasets } = await repository.writeBatch({
    exposures: [...new Set(batch.map(({ definition }) => definition))],
    datasets: batch.map(({ file }) => file),
  });
  for (const { status } of datasets) counts[status] = (counts[status] ?? 0) + 1;
  for (const { status } of exposures)
    if (status === 'new') counts['exposures'] = (counts['exposures'] ?? 0) + 1;
}
await repository.close();
process.stdout.write(`${JSON.stringify(counts)}\n`);
process.stdin.unref();
