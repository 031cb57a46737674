import type { Notification, Topic } from '@footman/object-store/admin';
import { examine } from './examine.js';
import { inForceKey, type GatewayState } from './gateway-state.js';
import { planNotifications } from './plan-notifications.js';
import { topicUsers } from './topic-users.js';
import type { Wanted } from './wanted.js';

const CREATED = ['s3:ObjectCreated:*'];

function topic(name: string, changes: Partial<Topic> = {}): Topic {
  return {
    name,
    endpoint: 'http://h/notify',
    opaqueData: 's3cret',
    persistent: true,
    others: {},
    ...changes,
  };
}

function wanted(name: string, id = name, changes: Partial<Topic> = {}): Wanted {
  return { topic: topic(name, changes), notification: { id, events: CREATED, filter: {} }, canary: true };
}

function there(name: string, id = name, changes: Partial<Notification> = {}): Notification {
  return { id, topicArn: `arn:aws:sns:default::${name}`, events: CREATED, filter: {}, ...changes };
}

/** A gateway with these topics, and these notifications, whose topics are in force as they are. */
function state(topics: readonly Topic[], notifications: readonly Notification[]): GatewayState {
  const attributes = new Map(topics.map((each) => [each.name, each]));
  const uses = (arn: string) => notifications.filter(({ topicArn }) => topicArn === arn).length;
  return {
    topics: new Map(
      topics.map(({ name }) => {
        const arn = `arn:aws:sns:default::${name}`;
        return [name, { arn, name, notifications: uses(arn) }];
      }),
    ),
    attributes,
    notifications,
    inForce: new Map(
      notifications.flatMap((each) => {
        const name = each.topicArn.split(':').at(-1) ?? '';
        const copy = attributes.get(name);
        return copy ? [[inForceKey(each), copy]] : [];
      }),
    ),
    elsewhere: [],
  };
}

function told(...plan: Parameters<typeof planNotifications>): string[] {
  return planNotifications(...plan).changes.map(
    ({ action, kind, name, bucket }) => `${action} ${kind} ${name}${bucket ? ` of ${bucket}` : ''}`,
  );
}

describe('planNotifications', () => {
  it('makes all where there is nothing, and nothing where all is', () => {
    expect(told([wanted('a')], state([], []))).toEqual(['create topic a', 'create notification a']);
    expect(told([wanted('a')], state([topic('a')], [there('a')]))).toEqual([]);
  });

  it('shows what differs of a topic, but no secret', () => {
    const now = state([topic('a', { opaqueData: 'guess', others: { time_to_live: '60' } })], [there('a')]);
    const { changes, put } = planNotifications([wanted('a')], now);
    expect(changes.map(({ before, after }) => [before, after])[0]).toEqual([
      {
        'push-endpoint': 'http://h/notify',
        persistent: 'true',
        OpaqueData: '(something else)',
        time_to_live: '60',
      },
      { 'push-endpoint': 'http://h/notify', persistent: 'true', OpaqueData: '(as the file refers to)' },
    ]);
    expect(JSON.stringify(changes)).not.toMatch(/guess|s3cret/);
    // What was changed isn't in force before the notification is put again.
    expect(put.map(({ notification }) => notification.id)).toEqual(['a']);
  });

  it('puts notifications of other buckets again whose topic changes', () => {
    const elsewhere = [{ bucket: 'beside', notification: there('a', 'theirs') }];
    const now = { ...state([topic('a', { persistent: false })], [there('a')]), elsewhere };
    expect(told([wanted('a')], now)).toEqual([
      'change topic a',
      'put-again notification a',
      'put-again notification theirs of beside',
    ]);
  });

  it('puts a notification again that has an older copy of its topic, unless the gateway keeps none', () => {
    const now = state([topic('a')], [there('a')]);
    const stale = { ...now, inForce: new Map([[inForceKey(there('a')), topic('a', { opaqueData: 'old' })]]) };
    expect(told([wanted('a')], stale)).toEqual(['put-again notification a']);
    expect(told([wanted('a')], { ...now, inForce: new Map() })).toEqual([]);
  });

  it('takes a renamed topic first, and the old notification away afterwards', () => {
    const now = state([topic('a-8')], [there('a-8')]);
    expect(told([wanted('a-9')], now)).toEqual([
      'create topic a-9',
      'create notification a-9',
      'remove notification a-8',
    ]);
    // The same Id with another topic is another notification.
    expect(told([wanted('a-9', 'a')], state([topic('a-8')], [there('a-8', 'a')]))).toEqual([
      'create topic a-9',
      'create notification a',
      'remove notification a',
    ]);
  });

  it('changes events and filters', () => {
    const now = state([topic('a')], [there('a', 'a', { filter: { suffix: '.fits' } })]);
    expect(planNotifications([wanted('a')], now).changes).toMatchObject([
      { action: 'change', before: { filter: { suffix: '.fits' } }, after: { topic: 'a', events: CREATED } },
    ]);
  });
});

describe('topicUsers', () => {
  it('counts those of others, of whom the gateway tells no more than that they are', () => {
    const now = state([topic('a')], [there('a')]);
    expect(topicUsers('a', 'rubin-x', now)).toEqual({ buckets: ['rubin-x'], others: 0 });
    const more = new Map([['a', { arn: 'arn:aws:sns:default::a', name: 'a', notifications: 3 }]]);
    const elsewhere = [{ bucket: 'beside', notification: there('a') }];
    expect(topicUsers('a', 'rubin-x', { ...now, topics: more, elsewhere })).toEqual({
      buckets: ['rubin-x', 'beside'],
      others: 1,
    });
    expect(topicUsers('b', 'rubin-x', now)).toEqual({ buckets: [], others: 0 });
  });
});

describe('examine', () => {
  const codes = (all: readonly Wanted[], now: GatewayState) =>
    examine('rubin-x', all, now).map(({ code, severity }) => `${severity} ${code}`);

  it('finds nothing where all is well', () => {
    expect(codes([wanted('a')], state([topic('a')], [there('a')]))).toEqual([]);
  });

  it.each([
    [{ time_to_live: '3600', retry_sleep_duration: '10' }, []],
    [{ time_to_live: '60' }, ['warn expires-soon']],
    [{ max_retries: '3', retry_sleep_duration: '10', time_to_live: '3600' }, ['warn expires-soon']],
    [{ max_retries: '100' }, ['warn expires-soon']],
    [{ max_retries: '100', retry_sleep_duration: '10' }, []],
    [{ max_retries: '0', time_to_live: '0' }, []],
  ])('finds that %j is too short for an outage, if it is', (others, expected) => {
    const all = [wanted('a', 'a', { others })];
    expect(codes(all, state([topic('a', { others })], [there('a')]))).toEqual(expected);
    const direct = { persistent: false, others };
    expect(codes([wanted('a', 'a', direct)], state([topic('a', direct)], [there('a')]))).toEqual([]);
  });

  it('finds what one reader is told twice, and lets two readers be', () => {
    const all = [wanted('a'), wanted('b')];
    const both = state([topic('a'), topic('b')], [there('a'), there('b')]);
    expect(codes(all, both)).toEqual(['warn told-twice']);
    const kafka = { endpoint: 'kafka://broker' };
    const theirs = { ...wanted('b', 'b', kafka), canary: false };
    const two = state([topic('a'), topic('b', kafka)], [there('a'), there('b')]);
    expect(codes([wanted('a'), theirs], two)).toEqual([]);
  });

  it('finds topics that nobody uses', () => {
    expect(codes([wanted('a')], state([topic('a'), topic('old')], [there('a')]))).toEqual([
      'note unused-topic',
    ]);
  });
});
