/**
 * Whether a body may hold a record that an intake with this secret has to queue: a generous look of its own, so that what it says
 * no to is useless by any reading.
 */
export function mightBeUsable(body: Uint8Array, secret: string): boolean {
  let parsed: { Records?: unknown };
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return false;
  }
  return Array.isArray(parsed?.Records) && parsed.Records.some((record) => isUsable(record, secret));
}

function isUsable(record: unknown, secret: string): boolean {
  const { opaqueData, eventName, eventTime, s3 } = fields(record);
  const { bucket, object } = fields(s3);
  const { key, size, eTag } = fields(object);
  return (
    opaqueData === secret &&
    /ObjectCreated:/.test(String(eventName)) &&
    typeof eventTime === 'string' &&
    typeof fields(bucket)['name'] === 'string' &&
    typeof key === 'string' &&
    key.endsWith('fits') &&
    !/[\0\p{Surrogate}]/u.test(key) &&
    Number.isInteger(size) &&
    Number(size) >= 0 &&
    typeof eTag === 'string'
  );
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
