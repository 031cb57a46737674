import type { SeededRandom } from '../support/seeded-random.js';
import type { TestHeader } from '../support/test-headers.js';

/** A file as the camera leaves it, as far as groups are concerned. */
export interface HeaderedFile {
  readonly key: string;
  readonly cards: Readonly<Record<string, unknown>>;
  /** Where the cards are; nowhere if the file never came. */
  readonly header: 'sidecar' | 'file' | 'nowhere';
}

const DIRECTORY = 'LSSTCam/20251124';
const GROUP = { INSTRUME: 'lsstCam', GROUPID: '2025-11-25T01:02:03.456', CURINDEX: 1 };

/** A file whose name tells its detector, by its number of exposure. */
function named(seqNum: number, detector: string): string {
  const obs_id = `MC_O_20251124_${String(seqNum).padStart(6, '0')}`;
  return `${DIRECTORY}/${obs_id}/${obs_id}_${detector}.fits`;
}

/** Those of real headers, in the observatory's places. */
export function realFiles(headers: readonly TestHeader[]): HeaderedFile[] {
  return headers.map(({ name, header, instrument }): HeaderedFile => {
    const { OBSID = name, DAYOBS = '20200101', RAFTBAY, CCDSLOT } = header;
    const detector = RAFTBAY && CCDSLOT ? `_${RAFTBAY}_${CCDSLOT}` : '';
    return {
      key: `${instrument}/${DAYOBS}/${OBSID}/${OBSID}${detector}.fits`,
      cards: header,
      header: 'sidecar',
    };
  });
}

/** An exposure of two snaps with every kind of detector, and what may be wrong with a file. */
export function chosenFiles(): HeaderedFile[] {
  const exposure = ['R22_S11', 'R22_S12', 'R00_SW0', 'R44_SW1'].flatMap((detector) =>
    [1, 2].map((CURINDEX): HeaderedFile => {
      const [RAFTBAY, CCDSLOT] = detector.split('_');
      const cards = { ...GROUP, CURINDEX, RAFTBAY, CCDSLOT };
      return { key: named(CURINDEX, detector), cards, header: 'sidecar' };
    }),
  );
  const own = { ...GROUP, RAFTBAY: 'R01', CCDSLOT: 'S01' };
  return [
    ...exposure,
    { key: named(1, 'R00_SG0_guider'), cards: GROUP, header: 'sidecar' },
    { key: named(11, 'R01_S01'), cards: { ...own, GROUPID: 'in the file itself' }, header: 'file' },
    { key: named(12, 'R01_S01'), cards: own, header: 'nowhere' },
    { key: named(13, 'R01_S02'), cards: { ...GROUP, GROUPID: 'no detector' }, header: 'sidecar' },
    { key: named(14, 'R01_S01'), cards: { ...own, GROUPID: null }, header: 'sidecar' },
    { key: named(15, 'R01_S01'), cards: { ...own, GROUPID: true }, header: 'sidecar' },
    { key: named(16, 'R01_S01'), cards: { ...own, GROUPID: '' }, header: 'sidecar' },
  ];
}

/** undefined is a card that isn't there. */
const INSTRUMENTS = [
  'LSSTCam', 'lsstCam', 'lsstcam', 'LATISS', 'latiss', 'LSSTComCamSim', 'comCamSim', 'LSSTComCam', 'COMCAM', 'LSST-TS8',
  'lsst-ts8', 'HSC', '', 5, null, undefined,
]; // prettier-ignore
const GROUPS = [
  '2025-11-25T01:02:03.456',
  '2025-11-25T01:02:03.456#',
  'a b',
  'é',
  'x:y',
  'x/y',
  '100%',
  'a+b;c?d',
];
const INDICES = [1, 2, '1', ' 2 ', '+3', 1.9, 0, -3, '1.5', '1x', 'x', '', true, null, undefined];
const DETECTORS = [
  ['R22', 'S11'],
  ['R00', 'SW0'],
  ['R00', 'SG1'],
  ['r22', 's11'],
  ['R22', undefined],
  [5, 'S11'],
];

/** A file with its header as it may be, or worse; every second name tells the detector, too. */
export function randomFile(random: SeededRandom, number: number): HeaderedFile {
  const usual = random.chance(0.5);
  const [RAFTBAY, CCDSLOT] = usual ? ['R22', 'S11'] : (random.pick(DETECTORS) as readonly unknown[]);
  const GROUPID = random.chance(0.1) ? random.pick([number, undefined]) : `${random.pick(GROUPS)}${number}`;
  const cards = {
    INSTRUME: random.pick(INSTRUMENTS),
    GROUPID,
    CURINDEX: random.pick(INDICES),
    RAFTBAY,
    CCDSLOT,
  };
  const key = named(1000 + number, usual ? 'R22_S11' : 'unnamed');
  return { key, cards, header: 'sidecar' };
}
