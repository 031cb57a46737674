import type { Header, HeaderValue } from '@footman/fits';
import { type ScalarTag, parseDocument } from 'yaml';

/**
 * Which plain scalars aren't strings, in YAML 1.1 as PyYAML reads it: a number such as 1e5, without a point, is a string.
 * Source: PyYAML, resolver.py and constructor.py.
 */
const SCALARS: ScalarTag[] = [
  scalar('null', /^(?:~|null|Null|NULL|)$/, () => null),
  scalar('bool', /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/, (text) =>
    /^(?:yes|true|on)$/i.test(text),
  ),
  scalar(
    'int',
    /^[-+]?(?:0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
    integer,
  ),
  scalar(
    'float',
    /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/,
    (text) => sexagesimal(text.replaceAll('_', '')),
  ),
  scalar('float', /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/, (text) =>
    /nan/i.test(text) ? NaN : text.startsWith('-') ? -Infinity : Infinity,
  ),
  scalar(
    'timestamp',
    /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?$/,
    // Where a text is needed, as for GROUPID, the reference writes unquoted times with three digits behind the point.
    isoMilliseconds,
  ),
];

/**
 * Reads a file of corrections: a mapping of keywords to values.
 *
 * @returns null for what isn't YAML, or not a mapping; values that no header can hold are left out
 */
export function parseCorrections(content: Uint8Array): Header | null {
  let parsed: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    const document = parseDocument(text, {
      version: '1.1',
      schema: 'failsafe',
      customTags: (tags) => [...SCALARS, ...tags],
      // The last one counts.
      uniqueKeys: false,
      merge: true,
    });
    // A tag that nobody knows is only a warning here, and an error to PyYAML.
    if (document.errors.length + document.warnings.length > 0) return null;
    parsed = document.toJS();
  } catch {
    return null;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
  return Object.fromEntries(
    Object.entries(parsed).filter(
      (card): card is [string, HeaderValue] => typeof card[1] !== 'object' || card[1] === null,
    ),
  );
}

function scalar(name: string, test: RegExp, resolve: (text: string) => HeaderValue): ScalarTag {
  return { tag: `tag:yaml.org,2002:${name}`, default: true, test, resolve };
}

function integer(text: string): number {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text.replaceAll('_', '')) ?? [];
  const octal = /^0\d/.test(digits) ? `0o${digits}` : digits;
  return (sign === '-' ? -1 : 1) * (octal.includes(':') ? sexagesimal(octal) : Number(octal));
}

/** A number that may be written in minutes and seconds: 1:30 is 90. */
function sexagesimal(text: string): number {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text) ?? [];
  const value = digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return sign === '-' ? -value : value;
}

function isoMilliseconds(text: string): string {
  const [year = '', ...rest] = text.split(/[-Tt:. \t]+/);
  const [month, day, hour, minute, second] = rest.map((part) => part.padStart(2, '0'));
  const fraction = (/\.(\d*)$/.exec(text)?.[1] ?? '').padEnd(3, '0').slice(0, 3);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction}`;
}
