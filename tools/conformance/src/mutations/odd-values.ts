import type { SeededRandom } from '../support/seeded-random.js';

/** A header card's value, with the numbers that Python's JSON has and JSON hasn't. */
export type CardValue = string | number | boolean | null;

/** Values that headers have had, might have or should never have, for each kind of card. */
type Values = (random: SeededRandom) => CardValue;

const DATES = [
  '2025-04-15T12:00:00', '2025-04-15T11:59:59.999999', '2016-12-31T23:59:60.5', '2016-12-31T23:59:59.9999', '2015-06-30T23:59:60',
  '2018-06-26T00:00:00', '2019-03-19', '1969-12-31T23:59:59', '1970-01-01T00:00:00', '1959-12-31T00:00:00', '1961-07-31T23:59:59.5',
  '1971-12-31T23:59:60', '2100-01-01T00:00:00', '2099-12-31T23:59:59.999', '9999-12-31T23:59:59', '0001-01-01T00:00:00', '2023-02-29T00:00:00',
  '2024-02-29T23:59:59.99999999', '2025-04-15T24:00:00', '2025-04-15T25:00:00', '2025-13-01T00:00:00', '2025-04-15 12:00:00', '2025-04-15T12:00',
  '2025-04-15T12:00:00Z', '2025-04-15T12:00:00+00:00', '15/04/25', '2025-105T12:00:00', '2025-04-15T12:00:00.123456789012', 'yesterday', '',
]; // prettier-ignore

const FILTERS = [
  'i_39', 'z_20', 'g_6', 'u_24', 'r_57', 'y_10', 'ph_5', 'ph_05', 'ef_43', 'none', 'NONE', 'empty', 'unknown', 'i', 'g_01', 'r_03', 'i_06',
  'SDSSg_65mm', 'SDSSr_65mm', 'empty_1', 'empty_2', 'holo4_003', 'ronchi170lpmm', 'BG40', 'g', 'z~empty', 'i_39~empty', 'FELH0600', '~', ' i_39 ',
]; // prettier-ignore

const NAMES: Readonly<Record<string, Values>> = {
  INSTRUME: (random) =>
    random.pick(['LSSTCam', 'lsstcam', 'LSSTCAM ', 'LATISS', 'LSST_ATISS', 'ComCam', 'ComCamSim', 'LSSTCamSim', 'lsst_camera', 'StarTracker',
      'FiberSpectrograph.Broad', 'lsst-ucdcam', 'HSC', 'DECam', '']), // prettier-ignore
  IMGTYPE: (random) =>
    random.pick(['OBJECT', 'SKYEXP', 'ENGTEST', 'BIAS', 'DARK', 'FLAT', 'object', 'acq', 'ACQ', 'CWFS', 'FOCUS', 'STUTTERED', 'LINEARITY', 'SPOT', 'bias', 'None', '']), // prettier-ignore
  TESTTYPE: (random) => random.pick(['IMSIM', 'PHOSIM', 'FLAT', 'LAMBDA', 'FE55', 'BIAS', 'PPUMP', 'flat', '']),
  REASON: (random) => random.pick(['intra_x', 'extra', 'INFOCUS', 'science', 'UNKNOWN', ' x ', '']),
  TRACKSYS: (random) => random.pick(['RADEC', 'ICRS', 'AZEL', 'LOCAL', 'SIDEREAL', 'NONSIDEREAL', 'radec', '']),
  RADESYS: (random) => random.pick(['ICRS', 'FK5', 'icrs', 'GAPPT', '']),
  RASTART: angle, RA: angle, RAEND: angle, RA_OBJ: angle, RATEL: angle,
  DECSTART: angle, DEC: angle, DECEND: angle, DECTEL: angle,
  AZSTART: angle, AZEND: angle, ELSTART: angle, ELEND: angle, AZ: angle, EL: angle,
  ROTPA: angle,
  ROTCOORD: (random) => random.pick(['sky', 'SKY', 'mount', 'horizon', 'unknown', '']),
  AMSTART: (random) => random.pick([0.9, 1, 1.5, 40, -1]),
  VIGN_MIN: (random) => random.pick(['FULLY', 'PARTIALLY', 'NO', 'UNKNOWN', 'fully', '']),
  FILTER: filter, FILTER1: filter, FILTER2: filter, FILTER3: filter, GRATING: filter, FILTBAND: filter,
  GROUPID: (random) =>
    random.pick(['2025-04-15T12:00:00.123', '2025-04-15T12:00:00.123#3', '2025-04-15T12:00:00.123+12345', '2025-02-30T12:00:00.123', '123', '-5', '1_000',
      '99999999999999999999', 'BLOCK-12', 'Ünïcode', '', ' ', '2014-01-01T00:00:00.000']), // prettier-ignore
  DAYOBS: (random) =>
    random.pick(['20250415', '20250422', '20250518', '20250609', '20250703', '20250707', '20250819', '20260315', '20231107', '20241015', '2025-04-15', '99991231',
      '19691231', '20230229', 20250609, 20250415.5, '0', '']), // prettier-ignore
  SEQNUM: (random) => random.pick([0, 1, 76, 250, 251, 578, 744, 99999, 100000, 999999, -1, '60', 60.5, 2 ** 31, 2 ** 53]),
  CAMCODE: (random) => random.pick(['MC', 'AT', 'CC', 'TS', 'X', '']),
  TELCODE: (random) => random.pick(['MC', 'AT', 'CC', 'TS', 'X', '']),
  CONTRLLR: (random) => random.pick(['O', 'C', 'H', 'P', 'Q', 'S', 'X', '', 'OO']),
  CURINDEX: (random) => random.pick([1, 2, 0, 17, '3', -1]),
  MAXINDEX: (random) => random.pick([1, 2, 0, 17, '3', -1]),
  SIMULATE: (random) => random.pick([true, false, 0, 1, 'T', '']),
  RAFTBAY: (random) => random.pick(['R22', 'R00', 'R44', 'R99', 'R01', '']),
  RAFTNAME: (random) => random.pick(['R22', 'R00', 'RTM-004', 'RTM-010', 'RTM-999', '']),
  CCDSLOT: (random) => random.pick(['S11', 'SG0', 'SW1', 'S00', 'S22', 'S99', '']),
  LSST_NUM: (random) => random.pick(['ITL-3800C-068', 'E2V-CCD250-179', 'E2V-CCD250-304', 'X', '']),
  TSTAND: (random) => random.pick(['TS8', 'BNL-TS3-2-Janeway', 'TS3', '']),
  TELESCOP: (random) => random.pick(['LSST', 'Simonyi Survey Telescope', 'LSST AuxTelescope', 'AuxTel', '']),
  EXPTIME: duration, DARKTIME: duration, SHUTTIME: duration, ELAPSED: duration, XPOSURE: duration,
  OBSID: (random) =>
    random.pick(['MC_O_20250415_000060', 'MC_X_20250415_000060', 'AT_O_20220405_000348', 'CC_C_20190526_000223', 'TS_C_20230512_000021', 'GC101_O_20221208_000211', 'odd', 'É', '']), // prettier-ignore
  'DATE-OBS': date, 'DATE-BEG': date, 'DATE-END': date, 'DATE-TRG': date, DATE: date,
  'MJD-BEG': mjd, 'MJD-END': mjd, 'MJD-OBS': mjd, MJD: mjd,
  TIMESYS: (random) => random.pick(['TAI', 'UTC', 'tai', 'TT', '']),
  OBJECT: text, PROGRAM: text,
}; // prettier-ignore

/** The cards that translators read, one time or another. */
export const KNOWN_CARDS: readonly string[] = Object.keys(NAMES);

/** A value that belongs to the card or once did. */
export function valueFor(random: SeededRandom, card: string): CardValue {
  return (NAMES[card] ?? anyValue)(random);
}

/** Values that belong to no card. */
export function anyValue(random: SeededRandom): CardValue {
  return random.pick<() => CardValue>([
    () =>
      random.pick([
        0,
        -0,
        1,
        -1,
        0.5,
        1e300,
        -1e300,
        1e18,
        5e-324,
        2 ** 31,
        2 ** 63,
        NaN,
        Infinity,
        -Infinity,
      ]),
    () =>
      random.pick(['', ' ', 'x', 'Ωμέγα', '\u0000', "'", '1', '1.5', 'nan', 'true', 'None', 'x'.repeat(300)]),
    () => random.pick([true, false]),
    () => null,
  ])();
}

function angle(random: SeededRandom): CardValue {
  return random.pick<() => CardValue>([
    () =>
      random.pick([
        0, 90, -90, 360, 359.9999999999999, 180, -1e-13, 1e-300, 89.99999999999, -89.9999999, 90.0000001, 361,
        -180, 720,
      ]),
    () => random.between(-90, 360),
    () => random.pick([NaN, Infinity, '12.5', '12:30:00', '']),
  ])();
}

function filter(random: SeededRandom): CardValue {
  return random.pick(FILTERS);
}

function duration(random: SeededRandom): CardValue {
  return random.pick([0, 30, 1e-9, -1, 1e9, 1e308, '15.0', 'long', NaN]);
}

function date(random: SeededRandom): CardValue {
  if (random.chance(0.6)) return random.pick(DATES);
  const pad = (n: number, length = 2) => String(n).padStart(length, '0');
  const day = `${random.integer(1955, 2105)}-${pad(random.integer(1, 12))}-${pad(random.integer(1, 28))}`;
  const time = `${pad(random.integer(0, 23))}:${pad(random.integer(0, 59))}:${pad(random.integer(0, 59))}`;
  return `${day}T${time}.${random.integer(0, 999999999)}`;
}

function mjd(random: SeededRandom): CardValue {
  return random.pick<() => CardValue>([
    () =>
      random.pick([
        0,
        40587,
        40586.9999999,
        57753.99999999,
        57754,
        88069,
        88070,
        -1,
        1e9,
        1e300,
        NaN,
        '60000.5',
        '',
      ]),
    () => random.between(36934, 90000),
  ])();
}

function text(random: SeededRandom): CardValue {
  return random.pick([
    'BLOCK-417',
    'BLOCK-T417',
    'ñandú',
    'x'.repeat(64),
    'x'.repeat(65),
    '',
    ' padded ',
    5,
    "it's",
  ]);
}
