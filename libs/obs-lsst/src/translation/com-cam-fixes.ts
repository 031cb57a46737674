import { parseIsot } from '../time/parse-date-time.js';
import { isLater, taiFromDateTime } from '../time/tai-time.js';
import { ComCamTranslator } from './com-cam-translator.js';
import type { HeaderReader } from './header-reader.js';
import type { Corrections } from './translator.js';

/** When the camera left for Chile, where its filter wheel stayed empty at first. */
const TO_CHILE = taiFromDateTime(parseIsot('2020-03-13T00:00', 'utc'), 'utc');

/** The sensors of the camera's raft by their slots. */
const SENSORS: Readonly<Record<string, string>> = {
  S00: 'ITL-3800C-229',
  S01: 'ITL-3800C-251',
  S02: 'ITL-3800C-215',
  S10: 'ITL-3800C-326',
  S11: 'ITL-3800C-283',
  S12: 'ITL-3800C-243',
  S20: 'ITL-3800C-319',
  S21: 'ITL-3800C-209',
  S22: 'ITL-3800C-206',
};

/**
 * Corrects what is known to be wrong in whole ranges of LSSTComCam's exposures, in this order.
 * Source: obs_lsst, LsstComCamTranslator.fix_header.
 *
 * @throws HeaderGapError or ObsLsstError where the filter can't be told for want of a time
 */
export function fixComCamHeader(header: HeaderReader, corrections: Corrections): void {
  const filter = header.value('FILTER');
  if (filter === null) corrections['FILTER'] = 'unknown';
  // 'r' is a band, and no filter.
  if (filter === 'r' || filter === '') corrections['FILTER'] = wasInChile(header) ? 'empty' : 'r_03';

  if (header.value('INSTRUME') === 'LSST_CAMERA') corrections['INSTRUME'] = 'ComCam';

  const sensor = SENSORS[String(header.value('CCDSLOT'))];
  if (!header.contains('LSST_NUM') && sensor) corrections['LSST_NUM'] = sensor;

  if (!['number', 'boolean'].includes(typeof header.value('ROTPA'))) corrections['ROTPA'] = 0;
}

function wasInChile(header: HeaderReader): boolean {
  return isLater(new ComCamTranslator(header).datetimeBegin(), TO_CHILE);
}
