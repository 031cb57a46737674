export type { AltAz, ObservationInfo, RaDec, TaiTime } from './observation-info.js';
