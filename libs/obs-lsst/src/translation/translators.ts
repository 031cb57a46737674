import { fixComCamHeader } from './com-cam-fixes.js';
import { fixComCamSimHeader } from './com-cam-sim-fixes.js';
import { ComCamSimTranslator } from './com-cam-sim-translator.js';
import { ComCamTranslator } from './com-cam-translator.js';
import { FiberSpecTranslator } from './fiber-spec-translator.js';
import { fixLsstCamHeader } from './lsst-cam-fixes.js';
import { LsstCamSimTranslator } from './lsst-cam-sim-translator.js';
import { LsstCamTranslator } from './lsst-cam-translator.js';
import { fixLatissHeader } from './latiss-fixes.js';
import { LatissTranslator } from './latiss-translator.js';
import type { HeaderReader } from './header-reader.js';
import { StarTrackerTranslator } from './star-tracker-translator.js';
import type { TranslatorDefinition } from './translator.js';
import { fixTs8Header } from './ts8-fixes.js';
import { Ts8Translator } from './ts8-translator.js';

/** Serial numbers of the readout boards of the raft test stand. */
const TS8_BOARDS = [
  '000018910e0c', '000018ee33b7', '000018ee0f35', '000018ee3b40', '00001891fcc7', '000018edfd65',
  '0000123b5ba8', '000018911b05', '00001891fa3e', '000018910d7f', '000018ed9f12', '000018edf4a7',
  '000018ee34e6', '000018ef1464', '000018eda120', '000018edf8a2', '000018ef3819', '000018ed9486',
  '000018ee02c8', '000018edfb24', '000018ee34c0', '000018edfb51', '0000123b51d1', '0000123b5862',
  '0000123b8ca9', '0000189208fa', '0000189111af', '0000189126e1', '000018ee0618', '000018ee3b78',
  '000018ef1534',
]; // prettier-ignore

const TELESCOPES = ['Simonyi Survey Telescope', 'LSST'];

/**
 * Every kind of header that Rubin's translators know, in the order in which they are asked. Source: `can_translate` in obs_lsst,
 * obs_fiberspectrograph and obs_rubinGenericCamera.
 */
const TRANSLATORS: readonly TranslatorDefinition[] = [
  {
    instrument: 'LSSTCam',
    recognizes: (header) => instrument(header) === 'lsstcam',
    support: { create: (header) => new LsstCamTranslator(header), fix: fixLsstCamHeader },
  },
  {
    instrument: 'LSSTCam-PhoSim',
    recognizes: (header) =>
      !header.contains('INSTRUME') && decides(header, ['CREATOR', 'PHOSIM'], ['TESTTYPE', 'PHOSIM']),
  },
  { instrument: 'LSST-TS3', recognizes: (header) => header.value('TSTAND') === 'BNL-TS3-2-Janeway' },
  {
    instrument: 'LSST-TS8',
    recognizes: isTs8,
    support: { create: (header) => new Ts8Translator(header), fix: fixTs8Header },
  },
  { instrument: 'LSSTCam-imSim', recognizes: (header) => header.value('TESTTYPE') === 'IMSIM' },
  {
    instrument: 'LATISS',
    recognizes: (header) =>
      ['LSST_ATISS', 'LATISS'].some((name) => name === header.value('INSTRUME')) ||
      header.value('DETNAME') === 'RXX_S00',
    support: { create: (header) => new LatissTranslator(header), fix: fixLatissHeader },
  },
  {
    instrument: 'LSST-UCDCam',
    recognizes: (header) => ['lsst-ucdcam', 'lsst-ucdcam-itl'].includes(instrument(header)),
  },
  {
    instrument: 'LSSTComCam',
    recognizes: (header) =>
      (instrument(header) === 'comcam' && onTelescope(header)) ||
      (instrument(header) === 'lsst_camera' &&
        header.contains('TELESCOP') &&
        header.value('TELCODE') === 'CC'),
    support: { create: (header) => new ComCamTranslator(header), fix: fixComCamHeader },
  },
  {
    instrument: 'LSSTComCamSim',
    recognizes: (header) => instrument(header) === 'comcamsim' && onTelescope(header),
    support: { create: (header) => new ComCamSimTranslator(header), fix: fixComCamSimHeader },
  },
  {
    instrument: 'LSSTCamSim',
    recognizes: (header) => instrument(header) === 'lsstcamsim' && onTelescope(header),
    support: { create: (header) => new LsstCamSimTranslator(header) },
  },
  {
    instrument: 'FiberSpec',
    recognizes: (header) => header.value('INSTRUME') === 'FiberSpectrograph.Broad',
    support: { create: (header) => new FiberSpecTranslator(header) },
  },
  starTracker('StarTrackerWide', 101),
  starTracker('StarTrackerNarrow', 102),
  starTracker('StarTrackerFast', 103),
];

/** Cameras of other observatories, which are asked before Rubin's. Source: astro_metadata_translator. */
const FOREIGN = ['DECam', 'Hyper Suprime-Cam', 'MegaPrime'];

/** The first kind that recognizes the header. All of the reference's fail at an INSTRUME that is no text. */
export function translatorDefinition(header: HeaderReader): TranslatorDefinition | undefined {
  if (header.contains('INSTRUME') && typeof header.value('INSTRUME') !== 'string') return undefined;
  if (FOREIGN.some((name) => name === header.value('INSTRUME'))) return undefined;
  return TRANSLATORS.find((candidate) => candidate.recognizes(header));
}

/** The name that the camera gives itself, in lower case; empty where it gives none. */
function instrument(header: HeaderReader): string {
  const name = header.value('INSTRUME');
  return typeof name === 'string' ? name.toLowerCase() : '';
}

function onTelescope(header: HeaderReader): boolean {
  return TELESCOPES.some((telescope) => telescope === header.value('TELESCOP'));
}

/** The first of the keywords that is there decides by its value. */
function decides(
  header: HeaderReader,
  ...options: readonly (readonly [key: string, value: string])[]
): boolean {
  const option = options.find(([key]) => header.contains(key));
  return option !== undefined && header.value(option[0]) === option[1];
}

/** Old files of this test stand don't say so; the readout board's serial number gives them away. */
function isTs8(header: HeaderReader): boolean {
  if (header.value('TSTAND') === 'TS8') return true;
  if (!header.contains('LSST_NUM') || !header.contains('REBNAME')) return false;
  return TS8_BOARDS.some((board) => board === header.value('CONTNUM'));
}

/** These cameras tell themselves apart in the observation's id, such as GC101_O_20221208_000211. */
function starTracker(instrument: string, camera: number): TranslatorDefinition {
  return {
    instrument,
    recognizes: (header) => {
      const obs_id = header.value('OBSID');
      if (header.value('INSTRUME') !== 'StarTracker' || typeof obs_id !== 'string') return false;
      return obs_id.slice(2, 5) === String(camera);
    },
    support: { create: (header) => new StarTrackerTranslator(instrument, header) },
  };
}
