/** The instruments that may be asked for; the same as embargo-butler's, whose key for LSST-TS8 this is, too. */
const INSTRUMENTS = new Set(['LATISS', 'LSSTComCam', 'LSSTComCamSim', 'LSSTCam', 'LSST-TS8']);

/** As embargo-butler's, which lets anything follow; its science detectors, and wavefront sensors and guiders. */
const DETECTOR = /^R\p{Nd}{2}_S(\p{Nd}{2}|[WG]\p{Nd})/u;

/** What is wrong with an instrument's name, in embargo-butler's words; null if nothing is. */
export function refuseInstrument(instrument: string): string | null {
  return INSTRUMENTS.has(instrument) ? null : `Unknown instrument ${instrument}`;
}

/** The same of a detector's name. */
export function refuseDetector(detector: string): string | null {
  return DETECTOR.test(detector) ? null : `Unrecognized detector name ${detector}`;
}

/** A snap's number as it is in keys; null for what isn't a number. */
export function snapNumber(text: string): string | null {
  return /^\d+$/.test(text) ? String(BigInt(text)) : null;
}
