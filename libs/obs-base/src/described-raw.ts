import type { Header } from '@footman/fits';
import {
  ObsLsstError,
  UnknownInstrumentError,
  identify,
  instrumentByName,
  translate,
} from '@footman/obs-lsst';
import type { ObservationInfo, TranslateOptions, TranslatedHeader } from '@footman/obs-lsst';
import { RefusedFileError } from './errors.js';
import type { RawFile } from './raw-file.js';

/** A file of the `raw` dataset type, with all that its header says. */
export interface ScienceRaw {
  readonly kind: 'raw';
  readonly uri: string;
  readonly size: number;
  readonly info: ObservationInfo;
  /** False where the exposure is to make no visit, wherever it pointed. */
  readonly visits?: boolean | undefined;
}

/** A file of the `guider_raw` dataset type: it only says which exposure it belongs to. */
export interface GuiderRaw {
  readonly kind: 'guider';
  readonly uri: string;
  readonly size: number;
  readonly info: Pick<ObservationInfo, 'instrument' | 'detector_num' | 'observation_id'>;
}

/** A raw file whose header has been read and understood: all that the Butler needs, and no I/O left but the Butler's own. */
export type DescribedRaw = ScienceRaw | GuiderRaw;

/**
 * Translates a header into what ingest needs of it.
 *
 * @throws RefusedFileError with the reason when the header isn't of a known instrument, lacks something required, or a guider
 *   file is of a detector that isn't a guider.
 */
export function describeRaw(
  file: Pick<RawFile, 'uri' | 'size' | 'guider' | 'visits'>,
  header: Header | TranslatedHeader,
  options: Pick<TranslateOptions, 'corrections'> = {},
): DescribedRaw {
  const { uri, size, visits } = file;
  try {
    if (!file.guider) return { kind: 'raw', uri, size, info: translate(header, options), visits };
    const info = identify(header, options);
    requireGuider(uri, info);
    return { kind: 'guider', uri, size, info };
  } catch (error) {
    if (!(error instanceof ObsLsstError)) throw error;
    const code = error instanceof UnknownInstrumentError ? 'unknown-instrument' : 'untranslatable-header';
    throw new RefusedFileError(code, uri, error.message, { cause: error });
  }
}

function requireGuider(uri: string, { instrument, detector_num }: GuiderRaw['info']): void {
  const detector = instrumentByName(instrument).detectors.find(({ id }) => id === detector_num);
  if (detector?.purpose === 'GUIDER') return;
  throw new RefusedFileError(
    'not-a-guider',
    uri,
    detector
      ? `detector ${detector_num} (${detector.full_name}) of ${instrument} is for ${detector.purpose}, not a guider`
      : `${instrument} has no detector ${detector_num}`,
  );
}
