import { ObsLsstError } from '../errors.js';
import { formatIsot } from '../time/format-isot.js';
import { parseIsot } from '../time/parse-date-time.js';
import { type TimeScale, addSeconds, onScale, taiFromDateTime, taiFromMjd, toMjd } from '../time/tai-time.js';
import { HeaderGapError, type HeaderReader } from './header-reader.js';
import type { Corrections } from './translator.js';

/** Keeps the date before its correction, because old exposure ids were made of it. */
export const DATE_OBS_AS_WRITTEN = 'HIERARCH LSST-TS8 DATE-OBS';

/**
 * Old files of the test stand give the end of the exposure for its beginning: those whose date is that of the trigger.
 * Where a rule stumbles over the header, what was corrected by then stays. Source: obs_lsst, LsstTS8Translator.fix_header.
 */
export function fixTs8Header(header: HeaderReader, corrections: Corrections): void {
  try {
    if (header.contains('DATE-OBS') && header.contains('DATE-TRG')) fixBegin(header, corrections);
  } catch (error) {
    if (!(error instanceof HeaderGapError) && !(error instanceof ObsLsstError)) throw error;
  }
}

function fixBegin(header: HeaderReader, corrections: Corrections): void {
  const written = header.value('DATE-OBS');
  if (written !== header.value('DATE-TRG')) return;
  if (!header.contains('DATE-END')) {
    corrections['DATE-END'] = written;
    if (!header.contains('MJD-OBS')) throw new HeaderGapError('MJD-OBS is missing');
  }
  const scale = timeScale(header);
  if (!header.value('MJD-OBS') && !written) return;
  const end = header.value('MJD-OBS')
    ? taiFromMjd(header.digits('MJD-OBS'), scale)
    : taiFromDateTime(parseIsot(header.text('DATE-OBS'), scale), scale);
  corrections[DATE_OBS_AS_WRITTEN] = written;
  // What is read as TAI afterwards stays on the header's scale, as in the reference.
  const begin = onScale(addSeconds(end, -header.number('EXPTIME')), scale);
  corrections['MJD-OBS'] = corrections['MJD-BEG'] = toMjd(begin);
  corrections['DATE-OBS'] = corrections['DATE-BEG'] = formatIsot(begin);
}

function timeScale(header: HeaderReader): TimeScale {
  const scale = header.contains('TIMESYS') ? header.text('TIMESYS').toLowerCase() : 'utc';
  if (scale === 'tai' || scale === 'utc') return scale;
  throw new HeaderGapError(`TIMESYS is '${scale}', neither TAI nor UTC`);
}
