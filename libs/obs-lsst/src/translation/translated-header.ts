import { ObsLsstError, TranslationError } from '../errors.js';
import type { AltAz, ObservationInfo, RaDec, TaiTime } from '../observation-info.js';
import { dayFraction } from '../time/exact-sum.js';
import { wrapDegrees } from './fk5.js';

/** What can be translated ahead of ingest, with how each property is written in JSON. */
const PROPERTIES = {
  instrument: text,
  exposure_id: whole,
  detector_num: whole,
  observation_id: text,
  observation_type: text,
  observation_reason: text,
  observing_day: whole,
  observing_day_offset: quantity,
  physical_filter: text,
  datetime_begin: time,
  datetime_end: time,
  exposure_time_requested: quantity,
  dark_time: quantity,
  exposure_group: text,
  group_counter_start: whole,
  group_counter_end: whole,
  observation_counter: whole,
  object: text,
  science_program: text,
  tracking_radec: radec,
  altaz_begin: altaz,
  boresight_rotation_angle: quantity,
  boresight_rotation_coord: text,
  has_simulated_content: flag,
  can_see_sky: flag,
  visit_id: whole,
} satisfies { readonly [Property in keyof ObservationInfo]: (value: unknown) => ObservationInfo[Property] };

/** Properties that ingest has no use for; what isn't of their form spoils the whole all the same. */
const UNUSED: Readonly<Record<string, (value: unknown) => unknown>> = {
  _translator: (value) => (typeof value === 'object' ? undefined : value),
  telescope: text,
  location: (value) => numbers(value, 3),
  exposure_time: quantity,
  boresight_airmass: number,
  detector_name: text,
  detector_unique_name: text,
  detector_serial: text,
  detector_group: text,
  detector_exposure_id: whole,
  focus_z: quantity,
  temperature: quantity,
  pressure: quantity,
  relative_humidity: number,
  altaz_end: altaz,
};

/** What must be told; the rest is null where it's absent. Source: obs_base, RawIngestTask.getObservationInfoSubsets. */
const REQUIRED = [
  'datetime_begin', 'datetime_end', 'detector_num', 'exposure_group', 'exposure_id', 'exposure_time_requested',
  'group_counter_end', 'group_counter_start', 'has_simulated_content', 'instrument', 'observation_id',
  'observation_type', 'observing_day', 'physical_filter',
] as const satisfies readonly (keyof ObservationInfo)[]; // prettier-ignore

/** A header that somebody has translated already, as `astrometadata write-sidecar` does: the JSON form of an ObservationInfo. */
export class TranslatedHeader {
  private constructor(private readonly properties: Partial<ObservationInfo>) {}

  /**
   * Reads the JSON form. Numbers and flags may be written as text, as pydantic allows. Source: astro_metadata_translator,
   * ObservationInfo.from_simple.
   *
   * @throws ObsLsstError `malformed-translation` for properties that nobody knows, or that aren't of their form
   */
  static parse(content: Readonly<Record<string, unknown>>): TranslatedHeader {
    const readers: typeof UNUSED = { ...UNUSED, ...PROPERTIES };
    const properties: Record<string, unknown> = {};
    for (const [property, value] of Object.entries(content)) {
      if (!Object.hasOwn(readers, property)) throw malformed(`there is no property ${property}`);
      if (value === null) continue;
      const read = readers[property]?.(value);
      if (read === undefined) throw malformed(`${property} is ${JSON.stringify(value)}`);
      if (Object.hasOwn(PROPERTIES, property)) properties[property] = read;
    }
    const counter = properties['observation_counter'];
    for (const group of ['group_counter_start', 'group_counter_end']) {
      if (!Object.hasOwn(content, group) && counter !== undefined) properties[group] = counter;
    }
    if (!Object.hasOwn(content, 'has_simulated_content')) properties['has_simulated_content'] = false;
    return new TranslatedHeader(properties);
  }

  /** @throws TranslationError where something required is missing */
  info(): ObservationInfo {
    const missing = REQUIRED.find((property) => this.properties[property] === undefined);
    if (missing) throw new TranslationError(missing, 'it was translated ahead, without that');
    const entries = Object.keys(PROPERTIES).map((property) => [
      property,
      this.properties[property as keyof ObservationInfo] ?? null,
    ]);
    return Object.fromEntries(entries) as ObservationInfo;
  }
}

function malformed(reason: string): ObsLsstError {
  return new ObsLsstError(
    'malformed-translation',
    `The header was translated ahead by other rules: ${reason}`,
  );
}

/** The readers give undefined for what they can't take; the type of each is then that of a value that is there. */
function none(): never {
  return undefined as never;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : none();
}

function number(value: unknown): number {
  if (typeof value === 'string') {
    return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : none();
  }
  return quantity(value);
}

function whole(value: unknown): number {
  if (typeof value === 'string') {
    return /^\s*[+-]?\d+(_\d+)*(\.0*)?\s*$/.test(value) ? Number(value.replaceAll('_', '')) : none();
  }
  const read = quantity(value);
  return Number.isInteger(read) ? read : none();
}

/** A number of the property's unit. */
function quantity(value: unknown): number {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'number' ? value : none();
}

function flag(value: unknown): boolean {
  const word = String(value).toLowerCase();
  if (/^(true|t|yes|y|on|1)$/.test(word)) return true;
  return /^(false|f|no|n|off|0)$/.test(word) ? false : none();
}

/** A Julian Date on the TAI scale, in two parts. */
function time(value: unknown): TaiTime {
  const parts = numbers(value, 2);
  return parts ? dayFraction(parts[0] as number, parts[1] as number) : none();
}

function radec(value: unknown): RaDec {
  const angles = direction(value);
  return angles ? { ra_deg: angles[0], dec_deg: angles[1] } : none();
}

function altaz(value: unknown): AltAz {
  const angles = direction(value);
  return angles ? { az_deg: angles[0], alt_deg: angles[1] } : none();
}

/** A longitude, of any turn, and a latitude. */
function direction(value: unknown): readonly [longitude: number, latitude: number] | undefined {
  const [longitude = NaN, latitude = NaN] = numbers(value, 2) ?? [];
  return Math.abs(latitude) <= 90 ? [wrapDegrees(longitude, 360), latitude] : undefined;
}

function numbers(value: unknown, count: number): readonly number[] | undefined {
  const fits = Array.isArray(value) && value.length === count && value.every(Number.isFinite);
  return fits ? (value as number[]) : undefined;
}
