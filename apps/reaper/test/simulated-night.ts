import { instrumentByName } from '@footman/obs-lsst';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A night that nobody has room for: its objects exist in listings only. */
export interface SimulatedNight {
  readonly bucket: string;
  readonly night: number;
  readonly exposures: number;
  /** As the bucket has them, in the order of their keys. */
  readonly datasets: number;
  /** Where S3's listings are. */
  readonly env: NodeJS.ProcessEnv;
  /** Requests so far. */
  requests(): number;
  obsId(exposure: number): string;
  /** The key of a detector's file, by the detector's place in the camera's list. */
  key(exposure: number, detector: number): string;
  close(): Promise<void>;
}

const CAMERA = instrumentByName('LSSTCam');
const PAGE = 1000;
/** Long ago, so that nothing is fresh. */
const WRITTEN = '2025-11-16T03:00:00.000Z';

/** The files of an exposure, in the order of their keys: of each detector the image and its sidecar. */
const FILES = CAMERA.detectors
  .map(({ full_name, purpose }, detector) => ({
    detector,
    stem: purpose === 'GUIDER' ? `${full_name}_guider` : full_name,
  }))
  .sort((a, b) => (a.stem < b.stem ? -1 : 1))
  .flatMap(({ detector, stem }) => [
    { detector, name: `${stem}.fits` },
    { detector, name: `${stem}.json` },
  ]);

/** Serves the listings of a night of LSSTCam, as ListObjectsV2 gives them. */
export async function simulateNight(exposures: number, night = 20251115): Promise<SimulatedNight> {
  const bucket = 'rubin-summit';
  const directory = `LSSTCam/${night}/`;
  const obsId = (exposure: number) => `MC_O_${night}_${String(exposure + 1).padStart(6, '0')}`;
  const keyAt = (i: number) => {
    const exposure = Math.floor(i / FILES.length);
    return `${directory}${obsId(exposure)}/${obsId(exposure)}_${FILES[i % FILES.length]?.name}`;
  };
  const objects = exposures * FILES.length;
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const query = new URL(request.url ?? '/', 'http://store').searchParams;
    const [prefix, begin] = [query.get('prefix') ?? '', Number(query.get('continuation-token') ?? 0)];
    response.setHeader('content-type', 'application/xml');
    if (query.has('delimiter')) return response.end(page(prefix ? [] : ['LSSTCam/'], []));
    const end = prefix === directory ? Math.min(begin + PAGE, objects) : begin;
    const keys = Array.from({ length: end - begin }, (_, n) => keyAt(begin + n));
    response.end(page([], keys, begin, end < objects && prefix === directory ? end : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    bucket,
    night,
    exposures,
    datasets: objects / 2,
    env: environment(server),
    requests: () => requests,
    obsId,
    key: (exposure, detector) =>
      keyAt(exposure * FILES.length + FILES.findIndex((file) => file.detector === detector)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function page(prefixes: readonly string[], keys: readonly string[], begin = 0, next?: number): string {
  const contents = keys.map(
    (key, n) =>
      `<Contents><Key>${key}</Key><LastModified>${WRITTEN}</LastModified><ETag>&quot;${(begin + n).toString(16).padStart(32, '0')}&quot;</ETag>` +
      '<Size>23040</Size><StorageClass>STANDARD</StorageClass></Contents>',
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult>' +
    prefixes.map((prefix) => `<CommonPrefixes><Prefix>${prefix}</Prefix></CommonPrefixes>`).join('') +
    contents.join('') +
    `<IsTruncated>${next !== undefined}</IsTruncated>` +
    (next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`) +
    '</ListBucketResult>'
  );
}

function environment(server: Server): NodeJS.ProcessEnv {
  const { port } = server.address() as AddressInfo;
  return {
    S3_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'nobody',
    AWS_SECRET_ACCESS_KEY: 'nothing',
  };
}
