// Speaks the pipelines' side of the protocol, and misbehaves as the first file's URI says.
import { createInterface } from 'node:readline';

const STORED = {
  status: 'ingested',
  instrument: 'LSSTCam',
  exposure: 7,
  detector: 94,
  dataset: { id: '0b8aa7f5-6d9b-5d5c-8b5a-9d1e3f4c2a10', type: 'raw', run: 'LSSTCam/raw/all' },
};

const say = (content) => process.stdout.write(`${JSON.stringify(content)}\n`);
const mode = process.env.BUTLER_REPO;

if (mode === 'no-repository') {
  say({ unready: 'FileNotFoundError: no butler.yaml', unavailable: null });
  process.exit(1);
}
if (mode === 'database-away') {
  say({ unready: 'OperationalError: refused', unavailable: 'butler' });
  process.exit(1);
}
if (mode === 'crashes') {
  process.stderr.write('ModuleNotFoundError: No module named lsst\n');
  process.exit(3);
}
if (mode !== 'never-ready') say({ ready: { butler: 'fake', pid: process.pid } });

createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, files } = JSON.parse(line);
  const act = files[0].uri.split('/').at(-1);
  process.stderr.write(`WARNING fake: ${act} in ${process.pid}\n`);
  if (files.some(({ uri }) => uri.endsWith('/crash'))) process.exit(139);
  if (act === 'hang') return;
  if (act === 'garbage') process.stdout.write('Traceback (most recent call last):\n');
  else if (act === 'wrong-id') say({ id: id + 1, files: [], exposures: [] });
  else if (act === 'unknown-code')
    say({ id, files: [{ status: 'refused', code: 'because', reason: 'x' }], exposures: [] });
  else if (act === 'away') say({ id, unavailable: 'object-store', reason: 'EndpointConnectionError' });
  else
    say({
      id,
      files: files.map(({ uri, guider }) =>
        uri.endsWith('refused')
          ? { status: 'refused', code: 'conflict', reason: 'it is there' }
          : uri.endsWith('failed')
            ? { status: 'failed', reason: 'odd' }
            : uri.endsWith('unavailable')
              ? { status: 'unavailable', system: 'butler', reason: 'OperationalError' }
              : guider
                ? { status: 'waiting', obs_id: 'X' }
                : STORED,
      ),
      exposures: [{ instrument: 'LSSTCam', id: 7, obs_id: 'X', visitDefined: true }],
    });
});
