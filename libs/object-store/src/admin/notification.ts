import type { Event, FilterRule, TopicConfiguration } from '@aws-sdk/client-s3';

/** Which keys a notification is about; the gateway knows regular expressions besides. */
export type NotificationFilter = Readonly<Partial<Record<'prefix' | 'suffix' | 'regex', string>>>;

/** That events of a bucket go to a topic. */
export interface Notification {
  readonly id: string;
  readonly topicArn: string;
  /** With `s3:` before them, in order. */
  readonly events: readonly string[];
  readonly filter: NotificationFilter;
}

/** A notification as the SDK has it. */
export function toConfiguration({ id, topicArn, events, filter }: Notification): TopicConfiguration {
  // The gateway takes names in lower case only, and the SDK knows no 'regex'.
  const rules = Object.entries(filter).map(([Name, Value]) => ({ Name, Value }) as FilterRule);
  return {
    Id: id,
    TopicArn: topicArn,
    Events: [...events] as Event[],
    ...(rules.length > 0 && { Filter: { Key: { FilterRules: rules } } }),
  };
}

/** A notification of the SDK as we have it. */
export function fromConfiguration({ Id, TopicArn, Events, Filter }: TopicConfiguration): Notification {
  const rules = Filter?.Key?.FilterRules ?? [];
  return {
    id: Id ?? '',
    topicArn: TopicArn ?? '',
    events: [...(Events ?? [])].sort(),
    filter: Object.fromEntries(rules.map(({ Name, Value }) => [String(Name).toLowerCase(), Value ?? ''])),
  };
}
