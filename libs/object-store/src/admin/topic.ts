/** Where a gateway sends notices, and how. */
export interface Topic {
  readonly name: string;
  /** `push-endpoint`: http, https or kafka. */
  readonly endpoint: string;
  /** What each notice carries, for us to know the sender; '' for nothing. */
  readonly opaqueData: string;
  /** Whether notices wait in a queue of the gateway until they are delivered; a PUT waits for its notice otherwise. */
  readonly persistent: boolean;
  /** Other attributes by the gateway's own names: `kafka-ack-level`, `time_to_live`, `max_retries`, `retry_sleep_duration` ... */
  readonly others: Readonly<Record<string, string>>;
}

/** What the gateway adds of its own. */
const NOT_OURS: readonly string[] = ['Action', 'Name', 'Version', 'persistent'];

/** A topic's attributes as the gateway takes them. */
export function topicAttributes({ endpoint, opaqueData, persistent, others }: Topic): Record<string, string> {
  return {
    'push-endpoint': endpoint,
    persistent: String(persistent),
    ...(opaqueData && { OpaqueData: opaqueData }),
    ...others,
  };
}

/** A topic from what the gateway tells of it: a JSON text, in which the attributes stand as a query without any escapes. */
export function parseTopic(name: string, attributes: Readonly<Record<string, string>>): Topic {
  const told = JSON.parse(attributes['EndPoint'] ?? '{}') as Partial<Record<string, string>>;
  const endpoint = told['EndpointAddress'] ?? '';
  const opaqueData = attributes['OpaqueData'] ?? '';
  // Only these two can hold an '&' of their own.
  const args = `&${told['EndpointArgs'] ?? ''}&`
    .replace(`&OpaqueData=${opaqueData}&`, '&')
    .replace(`&push-endpoint=${endpoint}&`, '&');
  const pairs = args.split('&').filter(Boolean).map(splitPair);
  return {
    name,
    endpoint,
    opaqueData,
    persistent: pairs.some(([key, value]) => key === 'persistent' && value === 'true'),
    others: Object.fromEntries(pairs.filter(([key]) => !NOT_OURS.includes(key)).sort()),
  };
}

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}
