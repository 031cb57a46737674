import type { HeaderReader } from './header-reader.js';
import type { Corrections } from './translator.js';

/** Fills in what simulations of LSSTComCam leave out. Source: obs_lsst, LsstComCamSimTranslator.fix_header. */
export function fixComCamSimHeader(header: HeaderReader, corrections: Corrections, obs_id: string): void {
  for (const coordinate of ['RA', 'DEC']) {
    for (const moment of ['START', 'END']) {
      fill(header, corrections, coordinate + moment, header.value(coordinate));
    }
  }
  if (header.value('RA') && header.value('DEC')) fill(header, corrections, 'RADESYS', 'ICRS');
  const [code = null, ...rest] = obs_id.split('_');
  fill(header, corrections, 'TELCODE', header.value('CAMCODE') || (rest.length > 0 ? code : null));
}

/** Zero, false and the empty string count as nothing on both sides. */
function fill(header: HeaderReader, corrections: Corrections, key: string, value: Corrections[string]): void {
  if (!header.value(key) && value) corrections[key] = value;
}
