export type { AltAz, ObservationInfo, RaDec, TaiTime } from './observation-info.js';
export type { Camera, CameraDetector } from './camera/camera.js';
export { type Boresight, focalPlaneOnSky } from './camera/focal-plane-on-sky.js';
export { correctionsFrom } from './corrections/corrections-from.js';
export { recordedCorrections } from './corrections/recorded-corrections.js';
export { type ObsLsstErrorCode, ObsLsstError, TranslationError, UnknownInstrumentError } from './errors.js';
export {
  GUIDER_RAW,
  type Detector,
  type FileDatasetType,
  type FileKind,
  type Instrument,
  instrumentByName,
  instrumentNames,
} from './instrument.js';
export { isGuider } from './path/is-guider.js';
export { type LfaKey, isLfaBucket, parseLfaKey } from './path/lfa-key.js';
export { type DirectoriesIn, nightPrefixes } from './path/night-prefixes.js';
export { type ObjectPath, parseObjectPath } from './path/object-path.js';
export { type PlaceInNight, placeInNight } from './path/place-in-night.js';
export { type RawKey, parseRawKey } from './path/raw-key.js';
export { sidecarKey } from './path/sidecar-key.js';
export { dayObsOf, lastNights, tonight } from './time/nights.js';
export { observingDayTimespan } from './time/observing-day-timespan.js';
export { taiNanoseconds } from './time/tai-nanoseconds.js';
export { unixMilliseconds } from './time/unix-milliseconds.js';
export { toTranslateJson, toTranslateLine } from './translation/translate-json.js';
export { TranslatedHeader } from './translation/translated-header.js';
export {
  type FileIdentity,
  type TranslateOptions,
  canTranslate,
  identify,
  translate,
} from './translation/translate.js';
export type { CorrectionLookup } from './translation/translator.js';
