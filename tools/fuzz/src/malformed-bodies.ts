import fc from 'fast-check';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Values that have tripped up one program or other. */
const TRAPS: readonly Json[] = [
  null,
  true,
  '',
  [],
  {},
  -1,
  1.5,
  1e308,
  2 ** 53,
  '\0',
  '\ud800',
  '__proto__',
  'constructor',
  '0000-00-00T00:00:00Z',
  '+099999-01-01T00:00:00Z',
  '%',
  '9'.repeat(400),
];

/** Texts that only almost are JSON, or whose numbers no program can hold. */
const TEXTS = [
  '',
  ' ',
  'Records',
  '\ufeff{"Records":[]}',
  '{"Records":[NaN]}',
  '{"Records":[1e999]}',
  '{"Records":[],"Records":{}}',
  "{'Records':[{}]}",
  '{"Records":[{}]}}',
  '{"__proto__":{"Records":[{}]}}',
  '{"Records":[{"__proto__":{"opaqueData":"s3cret"}}]}',
];

/**
 * Bodies of POSTs that aren't notifications, or only nearly: real ones with damaged bytes or other values in them, JSON of every
 * shape, and now and then one that is very deep, very long or has very many records.
 *
 * @param real bodies as an object store sends them.
 */
export function malformedBodies(real: readonly string[]): fc.Arbitrary<Uint8Array> {
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
  const value = fc.oneof(
    json,
    fc.constantFrom(...TRAPS),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.nat(200).map(nested),
  );
  const text = fc.oneof(
    { weight: 8, arbitrary: respelled(real, value) },
    { weight: 2, arbitrary: json.map((each) => JSON.stringify(each)) },
    { weight: 2, arbitrary: fc.array(value, { maxLength: 5 }).map((Records) => JSON.stringify({ Records })) },
    { weight: 1, arbitrary: fc.constantFrom(...TEXTS) },
  );
  return fc.oneof(
    { weight: 4000, arbitrary: text.map((each) => Buffer.from(each)) },
    { weight: 3000, arbitrary: damaged(real) },
    { weight: 1000, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    { weight: 3, arbitrary: huge },
  );
}

/** Real bodies in which some values are others, are missing or have other names. */
function respelled(real: readonly string[], value: fc.Arbitrary<Json>): fc.Arbitrary<string> {
  const change = fc.record({
    kind: fc.constantFrom('replace', 'remove', 'rename', 'replace'),
    at: fc.nat(),
    value,
  });
  return fc
    .tuple(fc.constantFrom(...real), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([body, changes]) => {
      const root: Holder = { body: JSON.parse(body) as Json };
      for (const { kind, at, value } of changes) {
        const places = placesIn(root);
        const [holder, name] = places[at % places.length] ?? [root, 'body'];
        if (kind === 'replace') holder[name] = structuredClone(value);
        else {
          if (kind === 'rename') holder[`${name}${name}`] = holder[name] as Json;
          delete holder[name];
        }
      }
      return JSON.stringify(root['body'] ?? null);
    });
}

type Holder = Record<string, Json>;

/** Every value in a body, by what holds it. */
function placesIn(holder: Holder): [Holder, string][] {
  return Object.entries(holder).flatMap(([name, value]): [Holder, string][] => [
    [holder, name],
    ...(typeof value === 'object' && value !== null ? placesIn(value as Holder) : []),
  ]);
}

/** Real bodies in which bytes are flipped, cut, doubled or put in. */
function damaged(real: readonly string[]): fc.Arbitrary<Uint8Array> {
  const bytes = real.map((body) => Buffer.from(body));
  const edit = fc.record({
    kind: fc.constantFrom('flip', 'cut', 'double', 'insert', 'truncate'),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 64 }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  });
  return fc
    .tuple(fc.constantFrom(...bytes), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([body, edits]) => {
      let made: Uint8Array = body;
      for (const { kind, at, length, bytes } of edits) {
        const begin = made.length === 0 ? 0 : at % made.length;
        const before = made.subarray(0, begin);
        const middle = made.subarray(begin, begin + length);
        const after = made.subarray(begin + length);
        if (kind === 'flip')
          made = Buffer.concat([before, middle.map((byte) => byte ^ (bytes[0] ?? 1)), after]);
        else if (kind === 'cut') made = Buffer.concat([before, after]);
        else if (kind === 'double') made = Buffer.concat([before, middle, middle, after]);
        else if (kind === 'insert') made = Buffer.concat([before, bytes, made.subarray(begin)]);
        else made = before;
      }
      return made;
    });
}

/** Up to twice what the intake reads of a body. */
const huge: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.constantFrom('deep', 'long', 'many', 'binary'), fc.integer({ min: 50_000, max: 2_000_000 }))
  .map(([kind, size]) => {
    if (kind === 'deep') return Buffer.from(`{"Records":[${'['.repeat(size / 2)}${']'.repeat(size / 2)}]}`);
    if (kind === 'long') return Buffer.from(JSON.stringify({ Records: [{ opaqueData: 'x'.repeat(size) }] }));
    if (kind === 'many')
      return Buffer.from(
        `{"Records":[${Array(Math.floor(size / 3))
          .fill('{}')
          .join()}]}`,
      );
    return Buffer.alloc(size, 0xff);
  });

function nested(depth: number): Json {
  let value: Json = 'core';
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { s3: value };
  return value;
}
