import type { ObservationInfo, TaiTime } from '../observation-info.js';
import { formatIsot } from '../time/format-isot.js';

/**
 * What `footman translate` prints of a file: each quantity with its unit, each time as a date and as the two doubles behind it.
 * Numbers beyond 2^53 (a visit_id made of an odd group name) lose their last digits; `toTranslateLine` keeps them.
 */
export function toTranslateJson(info: ObservationInfo, file: string): Record<string, unknown> {
  const { visit_id } = info;
  const form = fields(info, file, (value) => value);
  return { ...form, visit_id: typeof visit_id === 'bigint' ? Number(visit_id) : visit_id };
}

/** The same as one line of JSON, spelt byte for byte as Python's json module spells it for the reference. */
export function toTranslateLine(info: ObservationInfo, file: string): string {
  return pythonJson(fields(info, file, (value) => new Float(value)));
}

function fields(
  info: ObservationInfo,
  file: string,
  float: (value: number) => unknown,
): Record<string, unknown> {
  const time = (moment: TaiTime) => ({
    tai: formatIsot(moment),
    jd1: float(moment.jd1),
    jd2: float(moment.jd2),
  });
  const quantity = (value: number | null, unit: string) =>
    value === null ? null : { value: float(value), unit };
  const position = (angles: object | null) =>
    angles && Object.fromEntries(Object.entries(angles).map(([key, angle]) => [key, float(angle)]));
  return {
    file,
    ...info,
    observing_day_offset: info.observing_day_offset === null ? null : { s: float(info.observing_day_offset) },
    datetime_begin: time(info.datetime_begin),
    datetime_end: time(info.datetime_end),
    exposure_time_requested: quantity(info.exposure_time_requested, 's'),
    dark_time: quantity(info.dark_time, 's'),
    tracking_radec: position(info.tracking_radec),
    altaz_begin: position(info.altaz_begin),
    boresight_rotation_angle: quantity(info.boresight_rotation_angle, 'deg'),
  };
}

/** A number that Python holds as a float, which shows in how it's written. */
class Float {
  constructor(private readonly value: number) {}

  toString(): string {
    const { value } = this;
    if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
    const size = Math.abs(value);
    const scientific = size !== 0 && (size >= 1e16 || size < 1e-4);
    const text = Object.is(value, -0) ? '-0' : scientific ? value.toExponential() : String(value);
    if (scientific) return text.replace(/e([+-])(\d)$/, 'e$10$2');
    return text.includes('.') ? text : `${text}.0`;
  }
}

function pythonJson(value: unknown): string {
  if (value instanceof Float || typeof value === 'bigint') return value.toString();
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => `${pythonJson(key)}: ${pythonJson(member)}`);
    return `{${members.join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[^\x20-\x7f]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
