import { nameOfTopic, type Topic } from '@footman/object-store/admin';
import { overlap } from './filters.js';
import type { Finding } from './finding.js';
import type { GatewayState } from './gateway-state.js';
import { planNotifications } from './plan-notifications.js';
import { topicUsers } from './topic-users.js';
import type { Wanted } from './wanted.js';

/** Notices should outlive an outage of this many seconds, in which somebody is called and mends it. */
const OUTAGE_SECONDS = 900;

/** What is wrong as far as reading tells, without any request. */
export function examine(bucket: string, wanted: readonly Wanted[], state: GatewayState): Finding[] {
  return [
    ...drift(wanted, state),
    ...removalsPersistent(state),
    ...expiresSoon(state),
    ...toldTwice(wanted, state),
    ...unusedTopics(bucket, wanted, state),
  ];
}

function drift(wanted: readonly Wanted[], state: GatewayState): Finding[] {
  return planNotifications(wanted, state).changes.map(({ action, kind, name, reason, bucket }) => {
    const what = {
      create: 'is missing',
      change: 'differs from the file',
      'put-again': `has to be put again: ${reason}`,
      remove: 'is not in the file',
    }[action];
    const where = bucket === undefined ? '' : ` of bucket ${bucket}`;
    return {
      severity: 'bad',
      code: 'drift',
      text: `${kind} ${name}${where} ${what}`,
      cure: 'footman notifications plan shows how, apply puts it right',
    };
  });
}

function removalsPersistent({ notifications, attributes }: GatewayState): Finding[] {
  return notifications
    .filter(({ topicArn, events }) => {
      // The gateway takes no events for all of them.
      const removals = events.length === 0 || events.some((event) => event.startsWith('s3:ObjectRemoved'));
      return removals && attributes.get(nameOfTopic(topicArn))?.persistent;
    })
    .map(({ id, topicArn }) => ({
      severity: 'bad',
      code: 'removals-persistent',
      text: `notification ${id} tells of removed objects to ${nameOfTopic(topicArn)}, which is persistent: deleting several objects at once ends the gateway`,
      cure: 'events: [s3:ObjectCreated:*] in the file, and apply',
    }));
}

function expiresSoon({ notifications, attributes }: GatewayState): Finding[] {
  const used = new Set(notifications.map(({ topicArn }) => nameOfTopic(topicArn)));
  return [...used].flatMap((name): Finding[] => {
    const topic = attributes.get(name);
    const seconds = topic && lifeSeconds(topic);
    if (seconds === undefined || seconds >= OUTAGE_SECONDS) return [];
    return [
      {
        severity: 'warn',
        code: 'expires-soon',
        text: `topic ${name} drops notices after ${seconds} s: an outage of the endpoint that lasts longer loses them`,
        cure: `time_to_live of 3600 and no max_retries in the file (or retry_sleep_duration times max_retries of ${OUTAGE_SECONDS} or more), and apply`,
      },
    ];
  });
}

/** How long a notice lives that can't be delivered; undefined if until it is. */
function lifeSeconds({ persistent, others }: Topic): number | undefined {
  if (!persistent) return undefined;
  const number = (name: string) => Number(others[name] ?? 0);
  const limits = [
    number('time_to_live'),
    // Without a pause the gateway tries again at once.
    number('max_retries') * Math.max(number('retry_sleep_duration'), 1),
  ].filter((seconds) => seconds > 0);
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

function toldTwice(wanted: readonly Wanted[], { notifications, attributes }: GatewayState): Finding[] {
  /** Readers of others may well be told of the same objects as Footman. */
  const reader = (topicArn: string) => {
    const name = nameOfTopic(topicArn);
    const known = wanted.find(({ topic }) => topic.name === name);
    return known?.canary ? 'Footman' : attributes.get(name)?.endpoint;
  };
  return notifications.flatMap((one, index) =>
    notifications
      .slice(index + 1)
      .filter((other) => reader(one.topicArn) === reader(other.topicArn) && overlap(one, other))
      .map((other) => ({
        severity: 'warn' as const,
        code: 'told-twice' as const,
        text: `notifications ${one.id} (${nameOfTopic(one.topicArn)}) and ${other.id} (${nameOfTopic(other.topicArn)}) tell the same reader of the same objects`,
        cure: 'leave one of them in the file, or give them filters that exclude each other, and apply; if one is not for Footman: canary: false',
      })),
  );
}

function unusedTopics(bucket: string, wanted: readonly Wanted[], state: GatewayState): Finding[] {
  return [...state.topics.keys()]
    .filter((name) => !wanted.some(({ topic }) => topic.name === name))
    .filter((name) => {
      const { buckets, others } = topicUsers(name, bucket, state);
      return buckets.length === 0 && others === 0;
    })
    .map((name) => ({
      severity: 'note',
      code: 'unused-topic',
      text: `no notification that we know of leads to topic ${name}`,
      cure: `if it isn't needed: footman notifications apply --delete-topic ${name}`,
    }));
}
