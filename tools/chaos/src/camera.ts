import { openHttpStore, putFiles, simulateExposure, type SimulatedExposure } from '@footman/cli/demo';
import type { StoredObject } from '@footman/embedded';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a camera needs. */
export interface CameraOptions {
  /** The object store itself: what the camera writes doesn't go through what is cut. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly exposures: readonly SimulatedExposure[];
  readonly cadenceMs: number;
  /** Each object that the store has acknowledged. */
  readonly onPut: (object: StoredObject) => void;
}

/** What the camera has done. */
export interface CameraCounts {
  readonly put: number;
  /** PUTs that the store didn't acknowledge; each was made again. */
  readonly again: number;
}

const CONCURRENCY = 8;
const RETRY_MS = 200;

/** Takes exposure after exposure, and PUTs each file until the store acknowledges it, as the summit's senders do. */
export async function takeExposures(options: CameraOptions): Promise<CameraCounts> {
  const { bucket, exposures, cadenceMs, onPut } = options;
  const store = openHttpStore({ ...options, accessKey: '', secretKey: '' });
  const counts = { put: 0, again: 0 };
  const put = async (key: string, body: Uint8Array) => {
    while (!(await store.put(key, body).then(yes, no))) {
      counts.again++;
      await sleep(RETRY_MS);
    }
    counts.put++;
    const etag = createHash('md5').update(body).digest('hex');
    onPut({ bucket, key, size: body.length, etag, eventTime: new Date().toISOString() });
  };
  const begin = performance.now();
  const taken = exposures.map(async (exposure, i) => {
    await sleep(Math.max(0, begin + i * cadenceMs - performance.now()));
    await putFiles(simulateExposure(exposure), put, { concurrency: CONCURRENCY });
  });
  await Promise.all(taken);
  store.close();
  return counts;
}

const yes = () => true;
const no = () => false;
