import { HeaderGapError } from './header-reader.js';

/** Their order decides exposure ids: observatory, camera, then the simulations. */
const CONTROLLERS = 'OCHPQS';

/** Controllers whose data are simulated. */
export const SIMULATED_CONTROLLERS = 'HPQS';

const SEQ_NUM_DIGITS = 5;
const THOUSAND_YEARS = 1000_00_00;

/** The last days on which controllers counted their exposures apart. */
const CAMERA_COUNTED_APART_UNTIL = 20231004;
const SIMULATIONS_COUNTED_APART_UNTIL = 20250417;

/**
 * Makes an exposure's id of its day and number: YYYYMMDDnnnnn, in former times a thousand years later for each controller.
 * Source: obs_lsst, LsstBaseTranslator.compute_exposure_id.
 *
 * @param dayObs YYYYMMDD or YYYY-MM-DD, with a time behind 'T' or not
 * @param controller one of O, C, H, P, Q, S, or null where it doesn't matter
 * @throws HeaderGapError
 */
export function exposureId(dayObs: string, seqNum: number, controller: string | null): number {
  const digits = dayObs.replace(/T.*$/s, '').replaceAll('-', '');
  if (!/^\d{8}$/.test(digits)) throw new HeaderGapError(`DAYOBS is '${dayObs}', which is no day`);
  if (!Number.isInteger(seqNum) || seqNum < 0 || seqNum >= 10 ** SEQ_NUM_DIGITS) {
    throw new HeaderGapError(`SEQNUM is ${seqNum}, which is no number of an exposure within a day`);
  }
  const day = Number(digits);
  const epoch = controller === null || countedTogether(day, controller) ? 0 : CONTROLLERS.indexOf(controller);
  if (epoch < 0)
    throw new HeaderGapError(`CONTRLLR is '${controller}', not one of ${[...CONTROLLERS].join(', ')}`);
  return (day + epoch * THOUSAND_YEARS) * 10 ** SEQ_NUM_DIGITS + seqNum;
}

function countedTogether(day: number, controller: string): boolean {
  if (controller === 'C') return day > CAMERA_COUNTED_APART_UNTIL;
  return ['P', 'S', 'Q'].includes(controller) && day > SIMULATIONS_COUNTED_APART_UNTIL;
}
