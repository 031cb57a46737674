/** What headers call instruments, in small letters, and what they are in the Butler. Source: embargo-butler, ingest.py. */
const CANONICAL: Readonly<Record<string, string>> = {
  lsstcomcamsim: 'LSSTComCamSim',
  comcamsim: 'LSSTComCamSim',
  lsstcomcam: 'LSSTComCam',
  comcam: 'LSSTComCam',
  lsstcam: 'LSSTCam',
  latiss: 'LATISS',
};

/** The Butler's name of the instrument that a header names; others stay as they are. */
export function canonicalInstrument(INSTRUME: string): string {
  return CANONICAL[INSTRUME.toLowerCase()] ?? INSTRUME;
}
