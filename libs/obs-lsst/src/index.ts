export type { AltAz, ObservationInfo, RaDec, TaiTime } from './observation-info.js';
export type { Camera, CameraDetector } from './camera/camera.js';
export { type Boresight, focalPlaneOnSky } from './camera/focal-plane-on-sky.js';
export { ObsLsstError, UnknownInstrumentError } from './errors.js';
export {
  type Detector,
  type FileKind,
  type Instrument,
  instrumentByName,
  instrumentNames,
} from './instrument.js';
export { type RawKey, parseRawKey } from './path/raw-key.js';
export { sidecarKey } from './path/sidecar-key.js';
