/**
 * Measures how fast a registrar reads files for their checksums, and what CPU and memory that costs it; the store is a process of its own.
 *
 *     node tools/bench/dist/checksums.js [--files 205] [--megabytes 20] [--concurrency 16]
 */
import { ObjectStore } from '@footman/object-store';
import { ChecksumReader } from '@footman/registrar';
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once, setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg } from 'node:os';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '205' },
    megabytes: { type: 'string', default: '20' },
    concurrency: { type: 'string', default: '16' },
  },
});
const size = Number(values.megabytes) * 1_000_000;
const ETAG = 'content';

/** Gives the same bytes under every key. */
async function serve(): Promise<void> {
  const part = randomBytes(1_000_000);
  const server = createServer((_, response) => {
    response.writeHead(200, { etag: `"${ETAG}"`, 'content-length': size });
    Readable.from(Array<Buffer>(size / part.length).fill(part)).pipe(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  process.send?.((server.address() as AddressInfo).port);
}

async function measure(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2));
  const [port] = (await once(child, 'message')) as [number];
  const store = new ObjectStore(
    { S3_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    { connections: Number(values.concurrency) },
  );
  const checksums = new ChecksumReader(store);
  const signal = new AbortController().signal;
  setMaxListeners(0, signal);
  const now = Date.now();
  const read = (key: string) =>
    checksums.of(
      {
        ...{ bucket: 'embargo', key, etag: ETAG, size, instrument: 'LSSTCam', day_obs: 20261125 },
        ...{ eventTime: now, receivedAt: now, ingestedAt: now, late: false },
      },
      signal,
    );
  try {
    await read('warm-up');
    const cpu = process.cpuUsage();
    const begun = performance.now();
    await Promise.all(Array.from({ length: Number(values.files) }, (_, i) => read(String(i))));
    const seconds = (performance.now() - begun) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const megabytes = (size * Number(values.files)) / 1e6;
    const used = (user + system) / 1e6;
    console.log(
      `${values.files} files of ${values.megabytes} MB in ${seconds.toFixed(1)} s: ${(megabytes / seconds).toFixed(0)} MB/s, ` +
        `${((1000 * used) / megabytes).toFixed(2)} s of CPU for each GB, at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB of ` +
        `memory, load ${loadavg()[0]?.toFixed(1)}`,
    );
  } finally {
    store.close();
    child.kill();
  }
}

await (process.send ? serve() : measure());
