import { encodeFits, type Card, type Header } from '@footman/fits';
import {
  detectorHeader,
  exposureHeader,
  fileStem,
  obsId,
  type ExposureId,
  type SimulatedDetector,
} from './exposure-header.js';
import { FLOAT_KEYWORDS } from './exposure-template.js';
import type { FileToPut } from './put-files.js';
import { seededRandom } from './seeded-random.js';

/** How the simulated camera works. */
export interface SimulatedExposure extends ExposureId {
  readonly detectors: readonly SimulatedDetector[];
  /** Another seed gives another sky, at the same times. @default 1 */
  readonly seed?: number;
}

/** A 16 x 16 image of 32-bit zeros. */
const IMAGE = {
  header: { XTENSION: 'IMAGE', BITPIX: 32, NAXIS: 2, NAXIS1: 16, NAXIS2: 16, EXTNAME: 'Segment10' },
  data: new Uint8Array(16 * 16 * 4),
};

/**
 * The first `count` detectors of an evenly drawn sample, so that a smaller camera too has its share of wavefront sensors and
 * guiders; the first detector (a science one) is always among them, so the exposure can always be defined.
 */
export function sampleDetectors<T>(detectors: readonly T[], count: number): readonly T[] {
  const n = Math.min(Math.max(count, 1), detectors.length);
  return Array.from({ length: n }, (_, i) => detectors[Math.floor((i * detectors.length) / n)] as T);
}

/**
 * Makes the files of an LSSTCam science exposure: small, valid, with a real exposure's header cards, each with its JSON sidecar;
 * keys as in production, in an order in which all rafts are mixed, as they come from the summit's many senders.
 */
export function simulateExposure(exposure: SimulatedExposure): readonly FileToPut[] {
  const { detectors, seed = 1 } = exposure;
  const obs_id = obsId(exposure);
  const header = exposureHeader(exposure, seed);
  const files = detectors.map((detector) => {
    const stem = keyStem(exposure, detector);
    const own = detectorHeader(header, detector);
    return {
      key: `${stem}.fits`,
      body: encodeFits([{ header: cardsOf(own) }, IMAGE]),
      sidecar: { key: `${stem}.json`, body: sidecar(own) },
    };
  });
  return shuffle(files, seededRandom(seed, obs_id, 'order'));
}

/** The keys of an exposure's FITS files, without making them. */
export function exposureKeys(exposure: SimulatedExposure): readonly string[] {
  return exposure.detectors.map((detector) => `${keyStem(exposure, detector)}.fits`);
}

function keyStem(exposure: ExposureId, detector: SimulatedDetector): string {
  const obs_id = obsId(exposure);
  return `LSSTCam/${exposure.day_obs}/${obs_id}/${fileStem(obs_id, detector)}`;
}

function cardsOf(header: Header): readonly Card[] {
  return Object.entries(header).map(([keyword, value]) =>
    FLOAT_KEYWORDS.has(keyword) ? { keyword, value, float: true } : { keyword, value },
  );
}

/** As the camera writes it: the primary header's structure first, HIERARCH keywords joined by dots. */
function sidecar(header: Header): Uint8Array {
  const entries = Object.entries(header).map(([keyword, value]) => [
    keyword.includes(' ') ? `HIERARCH.${keyword.replaceAll(' ', '.')}` : keyword,
    value,
  ]);
  const structure = { __CONTENT__: 'metadata', SIMPLE: true, BITPIX: 8, NAXIS: 0, EXTEND: true };
  return Buffer.from(JSON.stringify({ ...structure, ...Object.fromEntries(entries) }, null, 1));
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
  }
  return mixed;
}
