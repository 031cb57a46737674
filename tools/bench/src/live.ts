import { exposureKeys } from '@footman/cli/demo';
import { instrumentByName } from '@footman/obs-lsst';
import { cephNotification } from '@footman/s3-events';
import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUCKET, SECRET } from './site.js';

/** The observing day of the live exposures. */
export const LIVE_NIGHT = 20251116;

/** The whole camera. */
export const DETECTORS = instrumentByName('LSSTCam').detectors;
/** As many connections as a gateway opens. */
const CONNECTIONS = 52;
/** A file's transfer ends sometime within this after the first one's, in milliseconds. */
const SPREAD_MS = 2000;

/** Notifies exposures of the whole camera at a cadence; gives when each file's notice was sent, in milliseconds since the epoch. */
export async function notifyExposures(
  url: string,
  { first, count, cadenceMs }: { readonly first: number; readonly count: number; readonly cadenceMs: number },
): Promise<Map<string, number>> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const sent = new Map<string, number>();
  const begin = performance.now();
  const exposures = Array.from({ length: count }, async (_, i) => {
    await sleep(Math.max(0, begin + i * cadenceMs - performance.now()));
    const keys = exposureKeys({ day_obs: LIVE_NIGHT, seq_num: first + i, detectors: DETECTORS });
    await Promise.all(
      keys.map(async (key, j) => {
        await sleep((j / keys.length) * SPREAD_MS);
        sent.set(key, Date.now());
        await notify(url, agent, key);
      }),
    );
  });
  await Promise.all(exposures);
  agent.destroy();
  return sent;
}

function notify(url: string, agent: Agent, key: string): Promise<void> {
  const etag = createHash('md5').update(key).digest('hex');
  const eventTime = new Date().toISOString();
  const body = cephNotification({ bucket: BUCKET, key, size: 10_000, etag, eventTime, secret: SECRET });
  return new Promise((done, fail) => {
    request(
      url,
      { method: 'POST', agent, headers: { 'content-length': Buffer.byteLength(body) } },
      (answer) => {
        answer.resume().on('end', () => {
          if (answer.statusCode === 200) done();
          else fail(new Error(`A notice was answered ${answer.statusCode}`));
        });
      },
    )
      .on('error', fail)
      .end(body);
  });
}
