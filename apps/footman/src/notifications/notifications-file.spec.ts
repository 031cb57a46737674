import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notificationsFile } from './notifications-file.js';
import { wantedOf } from './wanted.js';

const place = { bucket: 'rubin-x', 'endpoint-url': 'https://s3' };

function problems(...notifications: object[]): string[] {
  const parsed = notificationsFile.safeParse({ ...place, notifications });
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const good = { topic: 'rubin-x', 'push-endpoint': 'http://172.24.5.180:8080/notify' };

describe('notification files', () => {
  it('need a topic and an endpoint, and mean new objects for Footman', () => {
    const { notifications } = notificationsFile.parse({ ...place, notifications: [good] });
    expect(notifications).toEqual([
      {
        ...good,
        id: 'rubin-x',
        events: ['s3:ObjectCreated:*'],
        filter: {},
        persistent: false,
        canary: true,
      },
    ]);
  });

  it.each([
    [
      { persistent: true, events: ['s3:ObjectRemoved:Delete'] },
      'events: never ObjectRemoved on a persistent',
    ],
    [{ events: [] }, 'events: an empty list means all events'],
    [{ events: ['ObjectCreated'] }, 'events.0: Invalid option'],
    [{ OpaqueData: 'hunter2' }, 'OpaqueData: a secret is never in this file'],
    [{ 'push-endpoint': 'kafka://me:hunter2@broker' }, 'push-endpoint: has to be without user and password'],
    [{ 'push-endpoint': 'amqp://broker' }, 'push-endpoint: has to be http://HOST:PORT/PATH'],
    [{ 'kafka-ack-level': 'broker' }, 'kafka-ack-level: is for kafka:// only'],
    [{ time_to_live: 60 }, 'time_to_live: is for persistent topics only'],
    [{ filter: { regex: '(' } }, 'filter.regex: has to be a regular expression'],
    [{ topic: 'a/b' }, 'topic: has to be of letters'],
    [{ max_retry: 3 }, ': Unrecognized key: "max_retry"'],
  ])('are refused with %j, never with the value of what may be secret', (changes, problem) => {
    const found = problems({ ...good, ...changes });
    expect(found).toEqual([expect.stringContaining(problem)]);
    expect(found.join()).not.toContain('hunter2');
  });

  it('have each topic and each Id once', () => {
    expect(problems(good, { ...good, id: 'other' })).toEqual(['notifications.1.topic: is there twice']);
    expect(problems(good, { ...good, topic: 'other', id: 'rubin-x' })).toEqual([
      'notifications.1.id: is there twice',
    ]);
  });

  it('refer to the secret, of several to the first, by a path beside them or by a variable', () => {
    const directory = mkdtempSync(join(tmpdir(), 'footman-'));
    writeFileSync(join(directory, 'notification'), 'new,old\n');
    const secretOf = (OpaqueData: object | undefined, env = {}) => {
      const file = notificationsFile.parse({ ...place, notifications: [{ ...good, OpaqueData }] });
      return wantedOf(file, join(directory, 'rubin-x.yaml'), env)[0]?.topic.opaqueData;
    };
    expect(secretOf({ file: './notification' })).toBe('new');
    expect(secretOf({ env: 'SECRET' }, { SECRET: 'new, old' })).toBe('new');
    expect(secretOf(undefined)).toBe('');
    expect(() => secretOf({ file: './gone' })).toThrow('OpaqueData is to be read from ./gone');
    expect(() => secretOf({ env: 'SECRET' })).toThrow('OpaqueData is to be read from SECRET');
  });
});
