import type { Header } from '@footman/fits';
import { recordedCorrections } from '../corrections/recorded-corrections.js';
import { ObsLsstError, TranslationError, UnknownInstrumentError } from '../errors.js';
import type { ObservationInfo } from '../observation-info.js';
import { HeaderGapError, HeaderReader, asText } from './header-reader.js';
import { TranslatedHeader } from './translated-header.js';
import type { CorrectionLookup, Corrections, Translator, TranslatorSupport } from './translator.js';
import { translatorDefinition } from './translators.js';

export interface TranslateOptions {
  /** The file's name, for messages. */
  readonly filename?: string;
  /**
   * Corrections recorded for single exposures; they're applied before the rules for whole nights.
   * @default recordedCorrections
   */
  readonly corrections?: CorrectionLookup;
  /** Told of each property that is null because the header can't be understood there. */
  readonly onOmission?: (error: TranslationError) => void;
}

/** What a file without an exposure of its own, such as a guider's, must say of itself. */
export type FileIdentity = Pick<ObservationInfo, 'instrument' | 'detector_num' | 'observation_id'>;

/** Set by astro_metadata_translator in headers that it has corrected already. */
const CORRECTED = 'HIERARCH ASTRO METADATA FIX MODIFIED';

/** Whether the header tells which instrument it is of, be it one that can be translated or not. */
export function canTranslate(header: Header): boolean {
  const reader = new HeaderReader(header);
  return translatorDefinition(reader) !== undefined;
}

/**
 * Translates a header, corrected where it's known to be wrong, into the terms that all instruments share. One that was translated
 * ahead stays as it is.
 * Source: astro_metadata_translator's ObservationInfo, with the required and optional properties of obs_base's RawIngestTask.
 *
 * @throws UnknownInstrumentError for headers of other cameras
 * @throws TranslationError where something required is missing
 */
export function translate(
  header: Header | TranslatedHeader,
  options: TranslateOptions = {},
): ObservationInfo {
  if (header instanceof TranslatedHeader) return header.info();
  const translator = translatorFor(header, options);
  const required = <T>(property: keyof ObservationInfo, read: (from: Translator) => T): T =>
    readProperty(property, () => read(translator), options);
  const optional = <T>(property: keyof ObservationInfo, read: (from: Translator) => T): T | null => {
    try {
      return required(property, read);
    } catch (error) {
      if (!(error instanceof TranslationError)) throw error;
      options.onOmission?.(error);
      return null;
    }
  };
  return {
    instrument: translator.instrument,
    exposure_id: required('exposure_id', (from) => from.exposureId()),
    detector_num: required('detector_num', (from) => from.detectorNum()),
    observation_id: required('observation_id', (from) => from.observationId()),
    observation_type: required('observation_type', (from) => from.observationType()),
    observation_reason: optional('observation_reason', (from) => from.observationReason()),
    observing_day: required('observing_day', (from) => from.observingDay()),
    observing_day_offset: optional('observing_day_offset', (from) => from.observingDayOffset()),
    physical_filter: required('physical_filter', (from) => from.physicalFilter()),
    datetime_begin: required('datetime_begin', (from) => from.datetimeBegin()),
    datetime_end: required('datetime_end', (from) => from.datetimeEnd()),
    exposure_time_requested: required('exposure_time_requested', (from) => from.exposureTimeRequested()),
    dark_time: optional('dark_time', (from) => from.darkTime()),
    exposure_group: required('exposure_group', (from) => from.exposureGroup()),
    group_counter_start: required('group_counter_start', (from) => from.groupCounterStart()),
    group_counter_end: required('group_counter_end', (from) => from.groupCounterEnd()),
    observation_counter: optional('observation_counter', (from) => from.observationCounter()),
    object: optional('object', (from) => from.object()),
    science_program: optional('science_program', (from) => from.scienceProgram()),
    tracking_radec: optional('tracking_radec', (from) => from.trackingRaDec()),
    altaz_begin: optional('altaz_begin', (from) => from.altAzBegin()),
    boresight_rotation_angle: optional('boresight_rotation_angle', (from) => from.boresightRotationAngle()),
    boresight_rotation_coord: optional('boresight_rotation_coord', (from) => from.boresightRotationCoord()),
    has_simulated_content: required('has_simulated_content', (from) => from.hasSimulatedContent()),
    can_see_sky: optional('can_see_sky', (from) => from.canSeeSky()),
    visit_id: optional('visit_id', (from) => from.visitId()),
  };
}

/**
 * Tells which detector of which observation a header is of, and nothing else; a guider's header needn't say more.
 *
 * @throws UnknownInstrumentError for headers of other cameras
 * @throws TranslationError
 */
export function identify(header: Header | TranslatedHeader, options: TranslateOptions = {}): FileIdentity {
  if (header instanceof TranslatedHeader) return header.info();
  const translator = translatorFor(header, options);
  return {
    instrument: translator.instrument,
    detector_num: readProperty('detector_num', () => translator.detectorNum(), options),
    observation_id: readProperty('observation_id', () => translator.observationId(), options),
  };
}

function translatorFor(header: Header, options: TranslateOptions): Translator {
  const support = supportFor(new HeaderReader(header), options.filename);
  return support.create(new HeaderReader(header, correctionsOf(header, support, options.corrections)));
}

function supportFor(header: HeaderReader, filename: string | undefined): TranslatorSupport {
  const definition = translatorDefinition(header);
  if (definition?.support) return definition.support;
  const file = filename ? ` of ${filename}` : '';
  if (definition) {
    const { instrument } = definition;
    throw new UnknownInstrumentError(
      `The header${file} is of ${instrument}, which isn't supported yet`,
      instrument,
    );
  }
  const says = header.has('INSTRUME')
    ? `INSTRUME is '${asText(header.value('INSTRUME'))}'`
    : 'it has no INSTRUME';
  throw new UnknownInstrumentError(`The header${file} is of no instrument that we know: ${says}`, null);
}

/** Without an observation's id there is nothing to look corrections up by, and the header stays as it is. */
function correctionsOf(
  header: Header,
  support: TranslatorSupport,
  lookup: CorrectionLookup = recordedCorrections,
): Header {
  const translator = support.create(new HeaderReader(header));
  const obs_id = observationId(translator);
  if (obs_id === null || Object.hasOwn(header, CORRECTED)) return {};
  const corrections: Corrections = { ...lookup(translator.instrument, obs_id) };
  try {
    support.fix?.(new HeaderReader(header, corrections), corrections, obs_id);
  } catch (error) {
    // The reference goes on with what was corrected so far.
    if (!isGap(error)) throw error;
  }
  return corrections;
}

/** Whether an error says no more than that the header doesn't tell something, or not in a form that can be used. */
function isGap(error: unknown): error is HeaderGapError | ObsLsstError {
  return error instanceof HeaderGapError || error instanceof ObsLsstError;
}

function observationId(translator: Translator): string | null {
  try {
    return translator.observationId();
  } catch (error) {
    if (!isGap(error)) throw error;
    return null;
  }
}

function readProperty<T>(property: keyof ObservationInfo, read: () => T, { filename }: TranslateOptions): T {
  try {
    return read();
  } catch (error) {
    if (!isGap(error)) throw error;
    throw new TranslationError(property, filename ? `${error.message} (${filename})` : error.message, {
      cause: error,
    });
  }
}
