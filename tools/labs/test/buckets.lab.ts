import { type EmbeddedServer, freePort, startRedis } from '@footman/embedded';
import { AccessDeniedError, ObjectStore } from '@footman/object-store';
import { BucketAdmin, type Topic, Topics } from '@footman/object-store/admin';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CephLab, type CephUser } from '../src/ceph-lab.js';
import { footmanCommand, type Said } from '../src/footman-command.js';
import { Service } from '../src/service.js';

const SECRET = 's3cret';
/** Ceph may need half a minute to take notice of a new persistent topic. */
const NEW_TOPIC_MS = 100_000;
const CREATED = ['s3:ObjectCreated:*'];
/** A bucket that was set up with other tools than ours. */
const BY_HAND = 'rubin-summit';

const lab = (await CephLab.start()) as CephLab;

(lab ? describe : describe.skip)('footman and the buckets of a real Ceph gateway', () => {
  let directory: string;
  let env: NodeJS.ProcessEnv;
  let redis: EmbeddedServer;
  let intake: Service;
  let store: ObjectStore;
  let admin: BucketAdmin;
  let topics: Topics;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-labs-'));
    redis = (await startRedis()) as EmbeddedServer;
    const { accessKey, secretKey } = lab.owner;
    const profile = Object.assign(new URL(lab.endpoint), { username: accessKey, password: secretKey });
    env = {
      LSST_RESOURCES_S3_PROFILE_rubin: profile.href,
      REDIS_URL: redis.url,
      NOTIFICATION_SECRET: `${SECRET},before`,
    };
    intake = await Service.start('intake', { ...env, PROFILE: 'embargo' }, directory);
    store = new ObjectStore(lab.s3);
    admin = new BucketAdmin(null, lab.s3);
    topics = new Topics(null, lab.s3);
    // By the time that it is needed, the gateway has taken notice of it.
    await store.createBucket(BY_HAND);
    const endpoint = `${intake.url}/notify`;
    await put(BY_HAND, 'notification-8', { endpoint, opaqueData: SECRET, persistent: true });
  }, 60_000);
  afterAll(async () => {
    for (const each of [store, admin, topics]) each.close();
    await intake.end('SIGTERM');
    await redis.close();
    await rm(directory, { recursive: true, force: true });
    await lab.stop();
  });

  /** Runs a command with a file of this content. */
  async function footman(
    args: string,
    content: { readonly bucket: string; readonly [field: string]: unknown },
    ...flags: string[]
  ): Promise<Said> {
    const path = join(directory, `${content.bucket}.yaml`);
    // What is JSON is YAML.
    await writeFile(path, JSON.stringify({ 'endpoint-url': lab.endpoint, profile: 'rubin', ...content }));
    return footmanCommand([...args.split(' '), path, ...flags], env);
  }

  const put = async (bucket: string, id: string, attributes: Partial<Topic>, events = CREATED) => {
    const topicArn = await topics.put({
      name: id,
      endpoint: 'http://127.0.0.1:1/notify',
      opaqueData: '',
      persistent: false,
      others: {},
      ...attributes,
    });
    await admin.putNotification(bucket, { id, topicArn, events, filter: {} });
    return topicArn;
  };

  describe('policies', () => {
    const may = (user: CephUser) => {
      const theirs = new ObjectStore(lab.as(user));
      const allowed = async (work: Promise<unknown>) => {
        try {
          await work;
          return true;
        } catch (error) {
          if (error instanceof AccessDeniedError) return false;
          throw error;
        }
      };
      return {
        read: (bucket: string, key: string) => allowed(theirs.get(bucket, key)),
        write: (bucket: string, key: string) => allowed(theirs.put(bucket, key, new Uint8Array(1))),
      };
    };

    it('let those read that the file names, and nobody write', async () => {
      const bucket = 'rubin-policy';
      const file = { bucket, statements: [{ Sid: 'allow-read', read: ['reader'] }] };
      const [reader, stranger] = [may(lab.others.reader), may(lab.others.stranger)];
      await store.createBucket(bucket);
      await store.put(bucket, 'a', new Uint8Array(1));
      const planned = await footman('buckets policy plan', file);
      expect(planned).toMatchObject({ code: 1, stderr: '' });
      expect(planned.stdout).toContain('+ statement allow-read');
      expect(await reader.read(bucket, 'a')).toBe(false);

      expect(await footman('buckets policy apply', file)).toMatchObject({ code: 2 });
      expect(await reader.read(bucket, 'a')).toBe(false);
      expect(await footman('buckets policy apply', file, '--yes')).toMatchObject({ code: 0, stderr: '' });
      expect(await reader.read(bucket, 'a')).toBe(true);
      expect(await reader.write(bucket, 'b')).toBe(false);
      expect(await stranger.read(bucket, 'a')).toBe(false);
      expect(await footman('buckets policy plan', file)).toMatchObject({ code: 0 });
    });

    it('keep what others have put there, until it is named', async () => {
      const bucket = 'rubin-policy-users';
      const foreign = {
        Sid: 'of-somebody-else',
        Effect: 'Allow' as const,
        Principal: { AWS: 'arn:aws:iam:::user/stranger' },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${bucket}/*`,
      };
      const file = {
        bucket,
        statements: [
          { Sid: 'allow-write', write: ['reader'] },
          { Sid: 'deny-write-raw', 'deny-write': ['reader'], below: 'LSSTCam/raw/' },
        ],
      };
      const [reader, stranger] = [may(lab.others.reader), may(lab.others.stranger)];
      await store.createBucket(bucket);
      await admin.putPolicy(bucket, { Version: '2012-10-17', Statement: [foreign] });
      const applied = await footman('buckets policy apply', file, '--yes');
      expect(applied.code).toBe(0);
      expect(applied.stdout).toContain('of-somebody-else');
      expect(await reader.write(bucket, 'LSSTCam/defects/a')).toBe(true);
      expect(await reader.write(bucket, 'LSSTCam/raw/a')).toBe(false);
      expect(await stranger.read(bucket, 'LSSTCam/defects/a')).toBe(true);

      const removed = await footman('buckets policy apply', file, '--yes', '--remove', 'of-somebody-else');
      expect(removed.code).toBe(0);
      expect(await stranger.read(bucket, 'LSSTCam/defects/a')).toBe(false);
    });
  });

  describe('notifications', () => {
    const topic = (name: string, changes: object = {}) => ({
      topic: name,
      'push-endpoint': `${intake.url}/notify`,
      persistent: true,
      OpaqueData: { env: 'NOTIFICATION_SECRET' },
      ...changes,
    });
    const codes = (said: Said) => {
      const { findings } = JSON.parse(said.stdout) as { findings: { code: string; text: string }[] };
      return findings.map(({ code, text }) => `${code}: ${text}`);
    };
    const canaries = async (bucket: string) => {
      const keys: string[] = [];
      for await (const { key } of store.list(bucket, { prefix: 'footman-canary/' })) keys.push(key);
      return keys;
    };
    const byHand = (name: string) => ({ bucket: BY_HAND, notifications: [topic(name)] });
    let renaming: Promise<Said>;

    it('are shown before anything is done, arrive once they are applied, and then there is nothing to do', async () => {
      const bucket = 'rubin-new';
      const file = { bucket, notifications: [topic('new', { persistent: false })] };
      await store.createBucket(bucket);
      const planned = await footman('notifications plan', file);
      expect(planned).toMatchObject({ code: 1, stderr: '' });
      expect(planned.stdout).toContain('+ topic new');
      expect(await footman('notifications apply', file, '--dry-run')).toEqual(planned);
      expect(await footman('notifications apply', file)).toMatchObject({ code: 2 });
      expect((await topics.list()).has('new')).toBe(false);
      expect(await admin.notifications(bucket)).toEqual([]);

      const applied = await footman('notifications apply', file, '--yes');
      expect(applied).toMatchObject({ code: 0, stderr: '' });
      expect(applied.stdout).toMatch(/proven: the notice of a canary arrived after \d+ ms/);
      expect(planned.stdout + applied.stdout).not.toContain(SECRET);
      expect(await canaries(bucket)).toEqual([]);
      expect(await footman('notifications plan', file)).toMatchObject({ code: 0 });
    });

    it('differ after somebody else changed the topic, and are mended, those of other buckets too', async () => {
      const [bucket, beside] = ['rubin-drift', 'rubin-drift-beside'];
      const file = { bucket, notifications: [topic('drift', { persistent: false })] };
      for (const name of [bucket, beside]) await store.createBucket(name);
      expect(await footman('notifications apply', file, '--yes')).toMatchObject({ code: 0 });
      const topicArn = (await topics.list()).get('drift')?.arn ?? '';
      await admin.putNotification(beside, { id: 'beside', topicArn, events: CREATED, filter: {} });
      const theirs = new Topics(null, lab.as(lab.others.stranger));
      await theirs.put({
        name: 'drift',
        endpoint: 'http://127.0.0.1:1/notify',
        opaqueData: 'x',
        persistent: false,
        others: {},
      });
      // Puts it in force for the bucket beside, not for ours.
      await admin.putNotification(beside, { id: 'beside', topicArn, events: CREATED, filter: {} });
      theirs.close();

      const found = await footman('notifications doctor', file, '--json');
      expect(found.code).toBe(1);
      expect(codes(found)).toEqual(
        expect.arrayContaining([
          'drift: topic drift differs from the file',
          'drift: notification drift has to be put again: its topic changes',
          'drift: notification beside of bucket rubin-drift-beside has to be put again: its topic changes',
        ]),
      );
      const mended = await footman('notifications apply', file, '--yes');
      expect(mended).toMatchObject({ code: 0, stderr: '' });
      expect(mended.stdout).toContain('proven');
      const endpoint = `${intake.url}/notify`;
      expect(await topics.inForce('drift', topicArn)).toMatchObject({ endpoint, opaqueData: SECRET });
      expect(await topics.inForce('beside', topicArn)).toMatchObject({ endpoint, opaqueData: SECRET });
    });

    it('are put again when their topic was changed behind them, which nothing else shows', async () => {
      const bucket = 'rubin-stale';
      await store.createBucket(bucket);
      await put(bucket, 'stale', {});
      const file = { bucket, notifications: [topic('stale', { persistent: false })] };
      await topics.put({
        name: 'stale',
        endpoint: `${intake.url}/notify`,
        opaqueData: SECRET,
        persistent: false,
        others: {},
      });
      const planned = await footman('notifications plan', file);
      expect(planned.code).toBe(1);
      expect(planned.stdout).toContain('> notification stale is put again: its topic was changed since');
      expect(await footman('notifications apply', file, '--yes')).toMatchObject({ code: 0, stderr: '' });
      expect(await footman('notifications plan', file)).toMatchObject({ code: 0 });
    });

    it('take another topic under the same Id, without the old one left and whichever of them Ceph removes', async () => {
      const bucket = 'rubin-same-id';
      await store.createBucket(bucket);
      for (const name of ['same-b', 'same-a', 'same-c']) {
        const file = { bucket, notifications: [topic(name, { id: 'same', persistent: false })] };
        expect(await footman('notifications apply', file, '--yes')).toMatchObject({ code: 0, stderr: '' });
        expect(await admin.notifications(bucket)).toMatchObject([
          { id: 'same', topicArn: `arn:aws:sns:default::${name}` },
        ]);
      }
    });

    it(
      'are missed while the endpoint refuses connections, and what to look at is said',
      async () => {
        expect(await footman('notifications plan', byHand('notification-8'))).toMatchObject({ code: 0 });
        const applied = await footman('notifications apply', byHand('notification-8'), '--yes');
        expect(applied).toMatchObject({ code: 0, stderr: '' });
        expect(applied.stdout).toMatch(/proven: the notice of a canary arrived after \d+ ms/);

        await intake.end('SIGTERM');
        const away = await footman(
          'notifications doctor',
          byHand('notification-8'),
          '--timeout',
          '4',
          '--json',
        );
        expect(away.code).toBe(1);
        expect(codes(away).filter((each) => !each.startsWith('unused-topic'))).toEqual([
          expect.stringMatching(/^canary-missed: .*notification-8 may be wedged.*ECONNREFUSED/),
          expect.stringMatching(/^unreachable: .*ECONNREFUSED/),
          expect.stringMatching(/^secret-readable: .*notification-8/),
        ]);
        expect(away.stdout).toContain('notification-9');
        const missed = await footman(
          'notifications apply',
          byHand('notification-8'),
          '--yes',
          '--timeout',
          '1',
        );
        expect(missed).toMatchObject({ code: 1, stderr: '' });
        expect(missed.stdout).toMatch(/did not arrive within 1 s. What to look at:.*ECONNREFUSED/s);

        await intake.start();
        // Ceph takes half a minute to take notice of a new persistent topic: others go on meanwhile.
        renaming = footman('notifications apply', byHand('notification-9'), '--yes');
      },
      NEW_TOPIC_MS,
    );

    it('keep a topic that somebody else uses', async () => {
      const [bucket, theirs] = ['rubin-shared', 'rubin-of-the-reader'];
      const reader = lab.as(lab.others.reader);
      const [readerStore, readerAdmin] = [new ObjectStore(reader), new BucketAdmin(null, reader)];
      await Promise.all([store.createBucket(bucket), readerStore.createBucket(theirs)]);
      const topicArn = await put(bucket, 'shared', { endpoint: `${intake.url}/notify`, persistent: true });
      await readerAdmin.putNotification(theirs, { id: 'theirs', topicArn, events: CREATED, filter: {} });
      const file = { bucket, notifications: [topic('not-shared', { persistent: false })] };
      const applied = await footman('notifications apply', file, '--yes', '--delete-topic', 'shared');
      expect(applied.code).toBe(2);
      expect(applied.stderr).toContain(
        "topic shared is not deleted, since notifications lead to it: buckets that aren't ours",
      );
      expect((await topics.list()).get('shared')).toMatchObject({ notifications: 1 });
      readerStore.close();
      readerAdmin.close();
    });

    it('are not begun with removals on a persistent topic, or without the queue that proves them', async () => {
      const bucket = 'rubin-refused';
      const removals = [topic('refused', { events: ['s3:ObjectRemoved:*'] })];
      const refused = await footman('notifications apply', { bucket, notifications: removals }, '--yes');
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('never ObjectRemoved') });
      await store.createBucket(bucket);
      const path = join(directory, `${bucket}.yaml`);
      await footman('notifications plan', { bucket, notifications: [topic('refused')] });
      const alone = await footmanCommand(['notifications', 'apply', path, '--yes'], {
        ...env,
        REDIS_URL: `redis://127.0.0.1:${await freePort()}`,
      });
      expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('the queue is away') });
      expect((await topics.list()).has('refused')).toBe(false);
    });

    it('show the doctor each of their troubles', async () => {
      const bucket = 'rubin-troubles';
      await store.createBucket(bucket);
      const others = { time_to_live: '60', max_retries: '3', retry_sleep_duration: '10' };
      const dead = `http://127.0.0.1:${await freePort()}/notify`;
      await put(bucket, 'ill', { endpoint: dead, opaqueData: 'x', persistent: true, others }, [
        's3:ObjectCreated:*',
        's3:ObjectRemoved:*',
      ]);
      await put(bucket, 'twin', { endpoint: dead });
      await topics.put({ name: 'orphan', endpoint: dead, opaqueData: '', persistent: false, others: {} });
      const file = { bucket, notifications: [topic('well', { persistent: false })] };
      const found = await footman('notifications doctor', file, '--json');
      expect(found.code).toBe(1);
      expect(codes(found)).toEqual(
        expect.arrayContaining([
          'drift: topic well is missing',
          'drift: notification ill is not in the file',
          expect.stringMatching(/^removals-persistent: notification ill/),
          expect.stringMatching(/^expires-soon: topic ill drops notices after 30 s/),
          expect.stringMatching(/^told-twice: notifications (ill|twin) .* tell the same reader/),
          expect.stringContaining(`unreachable: nothing is reached at ${dead}`),
          'secret-readable: the gateway tells the OpaqueData of topic ill to anyone, without any credentials',
          'unused-topic: no notification that we know of leads to topic orphan',
          expect.stringMatching(/^not-proven: /),
        ]),
      );
      expect(found.stdout).not.toContain(SECRET);
      const told = await footman('notifications doctor', file, '--no-canary');
      expect(told.stdout).toMatch(/BAD {3}notification ill tells of removed objects.*\n +cure: events/);
      const cured = await footman(
        'notifications apply',
        file,
        '--yes',
        '--delete-topic',
        'ill',
        'twin',
        'orphan',
      );
      expect(cured).toMatchObject({ code: 0, stderr: '' });
      const after = await footman('notifications doctor', file, '--json');
      expect(after.code).toBe(0);
      expect(codes(after).filter((each) => !/^unused-topic/.test(each))).toEqual([
        expect.stringMatching(/^secret-readable: .*well/),
      ]);
    });

    it(
      'arrive again by a topic whose name was not used before',
      async () => {
        const renamed = await renaming;
        expect(renamed).toMatchObject({ code: 0, stderr: '' });
        expect(renamed.stdout).toContain('nobody uses topic notification-8 any more');
        expect((await admin.notifications(BY_HAND)).map(({ id }) => id)).toEqual(['notification-9']);
        expect(await canaries(BY_HAND)).toEqual([]);
        const flags = ['--yes', '--no-canary', '--delete-topic', 'notification-8'];
        const deleted = await footman('notifications apply', byHand('notification-9'), ...flags);
        expect(deleted).toMatchObject({ code: 0, stderr: '' });
        expect((await topics.list()).has('notification-8')).toBe(false);
      },
      NEW_TOPIC_MS,
    );
  });
});
