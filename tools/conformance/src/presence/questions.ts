import type { SeededRandom } from '../support/seeded-random.js';
import type { Question } from './ask.js';

/** The parts of an image's path. */
type Place = readonly [instrument: string, group: string, snap: string, detector: string];

const INSTRUMENTS = ['LSSTCam', 'LATISS', 'LSSTComCam', 'LSSTComCamSim', 'LSST-TS8', 'lsstCam', 'LSSTCAM', 'HSC', 'LSSTCam ', 'é', '"<&>\'', '']; // prettier-ignore
const GROUPS = ['absent', 'a b', 'é', '\u{1f52d}', 'x:y', 'x/y', '..', '.', '%', '%41', 'a+b;c=d', '?', '#', "'\"\\", '\n', '\0', 'x'.repeat(150), '']; // prettier-ignore
const SNAPS = ['0', '1', '00', '01', '-1', '+1', ' 0', '1.5', '1e0', '0x0', 'x', '٠', '12345678901234567890', '0'.repeat(31), '']; // prettier-ignore
const DETECTORS = ['R22_S11', 'R00_SW0', 'R00_SG0', 'r22_s11', 'R22', 'R22_S1', 'R22_S111', 'R22_S11 or so', 'XR22_S11', 'R2X_S11', 'R22-S11', 'R22_S1٢', 'R22_SG', '']; // prettier-ignore
const METHODS = ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];
const SUFFIXES = ['/', '/more', '?', '?x=1', '?uri=/a/b'];
const PREFIXES = ['', '/', '//presence', '/Presence', '/presence/', '/v1/presence'];

/** What is asked of no image. */
const ELSEWHERE = ['/', '/presence', '/presence/', '/presence/LSSTCam', '/presence/LSSTCam/g/0', '/favicon.ico', '/v2/presence/LSSTCam/g', '/livez', '/metrics']; // prettier-ignore

const ENCODERS: readonly ((text: string) => string)[] = [
  encodeURIComponent,
  // Only what a path can't have.
  (text) => encodeURI(text).replace(/[?#/]/g, encodeURIComponent),
  (text) => Buffer.from(text).toString('hex').replace(/../g, '%$&'),
  (text) => Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&'),
];

/** Each image as it is, and what is none. */
export function plainQuestions(keys: readonly string[]): Question[] {
  return [...keys.map(pathOfKey), ...ELSEWHERE].map((path) => ({ method: 'GET', path }));
}

/** Where the image of a key is asked for. */
export function pathOfKey(key: string): string {
  return pathOf(placeOf(key), encodeURIComponent);
}

/** A question about an image that is there, or nearly; with something wrong in it, or several things. */
export function randomQuestion(random: SeededRandom, keys: readonly string[]): Question {
  const place = placeOf(random.pick(keys));
  const changed = [INSTRUMENTS, GROUPS, SNAPS, DETECTORS].map((choices, i) =>
    random.chance(0.3) ? random.pick(choices) : (place[i] ?? ''),
  ) as unknown as Place;
  const sometimes = (choices: readonly string[], usual: string) =>
    random.chance(0.1) ? random.pick(choices) : usual;
  const path = pathOf(changed, random.pick(ENCODERS), sometimes(PREFIXES, '/presence'));
  return { method: sometimes(METHODS, 'GET'), path: path + sometimes(SUFFIXES, '') };
}

function pathOf(place: Place, encode: (text: string) => string, prefix = '/presence'): string {
  return `${prefix}/${place.map(encode).join('/')}`;
}

/** A group may have colons, too. */
function placeOf(key: string): Place {
  const [, instrument = '', group = '', snap = '', detector = ''] =
    /^GROUP:([^:]*):(.*):([^:]*):([^:]*)$/s.exec(key) ?? [];
  return [instrument, group, snap, detector];
}
