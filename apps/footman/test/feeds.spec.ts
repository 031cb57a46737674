import { peacefulQueueServers, startPostgres } from '@footman/embedded';
import { Ledger } from '@footman/ledger';
import { MessageConsumer, MessageQueue, PermanentError, type QueueBackend } from '@footman/queue';
import { setTimeout as sleep } from 'node:timers/promises';
import { footman } from './run-footman.js';

interface File {
  readonly bucket: string;
  readonly key: string;
}

const file = (key: string): File => ({ bucket: 'embargo@raws', key });

describe.each(peacefulQueueServers())(
  'an operator asks who is told, with the queue on %s:',
  (_, startQueue) => {
    const before = process.env;
    let servers: { close(): Promise<void> }[];
    let backend: QueueBackend;
    let ledger: Ledger;
    let webhook: MessageQueue<File>;
    let mended: boolean;
    let told: string[];

    beforeAll(async () => {
      const [queue, postgres] = await Promise.all([startQueue(), startPostgres()]);
      ({ backend } = queue);
      const place =
        backend.kind === 'redis'
          ? { REDIS_URL: backend.url }
          : { QUEUE_DATABASE_URL: backend.connectionString };
      process.env = { ...before, ...place, LEDGER_URL: postgres.url };
      ledger = await Ledger.open(postgres.url);
      webhook = new MessageQueue<File>(backend, 'footman~webhook', { gatherMs: 1 });
      const topic = new MessageQueue<File>(backend, 'footman~topic', { gatherMs: 1 });
      const consumers = [webhook, topic].map(
        ({ name }) =>
          new MessageConsumer<File>(backend, name, async (files) => {
            if (name === webhook.name && !mended)
              throw new PermanentError('410: the receiver wants no more of it');
            told.push(...files.map(({ key }) => key));
          }),
      );
      await Promise.all([webhook, topic, ...consumers].map((each) => each.start()));
      servers = [...consumers, webhook, topic, ledger, postgres, queue];
      told = [];
      topic.send([file('LATISS/well.fits')]);
      await until(() => told.length === 1);
    });
    afterAll(async () => {
      for (const server of servers) await server.close();
      process.env = before;
    });

    beforeEach(async () => {
      [mended, told] = [false, []];
      await footman('feeds', 'forget', 'webhook', '--why', 'a new test');
      webhook.send([file('LATISS/a.fits'), file('LATISS/b.fits')]);
      await until(async () => (await feeds())['webhook']?.refused === 1);
      webhook.send([file('LATISS/c.fits')]);
      await until(async () => (await feeds())['webhook']?.refused === 2);
    });

    async function feeds(): Promise<Record<string, { readonly refused: number; readonly waiting: number }>> {
      const { feeds } = JSON.parse((await footman('feeds', '--json')).stdout) as {
        feeds: { feed: string }[];
      };
      return Object.fromEntries(feeds.map(({ feed, ...status }) => [feed, status])) as never;
    }

    const line = (stdout: string, begin: string) =>
      stdout
        .split('\n')
        .find((each) => each.startsWith(begin))
        ?.trim()
        .split(/ {2,}/);

    test('one who has everything, one who refused, and one whom nobody takes it to', async () => {
      const rucio = new MessageQueue<File>(backend, 'footman~rucio', { gatherMs: 1 });
      await rucio.start();
      rucio.send([file('LATISS/a.fits')]);
      await until(() => rucio.pending === 0);
      await rucio.close();
      const { stdout, exitCode } = await footman('feeds');
      expect(exitCode).toBe(1);
      expect(line(stdout, 'topic')).toEqual(['topic', 'what was ingested, to Kafka', '-', '0', '0', '0']);
      expect(line(stdout, 'webhook')?.slice(2)).toEqual(['-', '0', '0', '2']);
      expect(line(stdout, 'rucio')?.slice(2)).toEqual([expect.stringMatching(/^\d\.\d s$/), '1', '0', '0']);
      // A moment is nothing to call a person for.
      expect(stdout).not.toMatch(/! .*rucio/);
      const need = '! 2 messages of the webhook feed refused: footman feeds refused webhook\n';
      expect(stdout).toContain(need);
      const status = await footman('status');
      expect(status.exitCode).toBe(1);
      expect(status.stdout).toContain(need);
      expect(line(status.stdout, 'topic')).toEqual(line(stdout, 'topic'));
    });

    test('what was refused, when and why', async () => {
      const { stdout, exitCode } = await footman('feeds', 'refused', 'webhook');
      expect(exitCode).toBe(0);
      const reason = '410: the receiver wants no more of it';
      expect(
        stdout
          .split('\n')
          .slice(1, 3)
          .map((each) => each.trim().split(/ {2,}/)),
      ).toEqual([
        [expect.stringMatching(/ s$/), '1', reason, 'embargo@raws/LATISS/c.fits'],
        [expect.stringMatching(/ s$/), '2', reason, 'embargo@raws/LATISS/a.fits'],
      ]);
      expect(stdout).toContain(`2 refused, with 3 files:\n  2  ${reason}\n`);
      const { stdout: json } = await footman('feeds', 'refused', 'webhook', '--limit', '1', '--json');
      expect(JSON.parse(json)).toEqual({
        messages: [
          { id: expect.any(String), at: expect.any(Number), reason, items: [file('LATISS/c.fits')] },
        ],
        counts: { [reason]: 2 },
        total: 2,
        files: 3,
      });
      const other = await footman('feeds', 'refused', 'webhook', '--reason', '500');
      expect(other.stdout).toBe('Nothing like that was refused.\n');
    });

    test('and sends it again, having seen what that would be; it is remembered who did it and why', async () => {
      mended = true;
      const chosen = ['feeds', 'retry', 'webhook', '--reason', '410'];
      const dry = await footman(...chosen, '--dry-run');
      expect(dry.stdout).toMatch(
        /^ {2}410: .*LATISS\/c\.fits\n {2}410: .*a\.fits and 1 more\nwebhook: 2 messages with 3 files would be sent again\nNothing was changed\.\n$/,
      );
      expect((await feeds())['webhook']?.refused).toBe(2);
      const nothing = await footman('feeds', 'retry', 'webhook', '--reason', 'x');
      expect(nothing.stdout).toBe('Nothing like that was refused.\n');

      const done = await footman(...chosen, '--who', 'alice@summit', '--why', 'the receiver was mended');
      expect(done).toMatchObject({ exitCode: 0, stdout: 'webhook: 2 messages with 3 files sent again\n' });
      await until(() => told.length === 3);
      expect(told.sort()).toEqual(['a', 'b', 'c'].map((name) => `LATISS/${name}.fits`));
      expect((await feeds())['webhook']).toMatchObject({ refused: 0, waiting: 0 });
      expect((await ledger.actions({ who: 'alice@summit' })).items).toMatchObject([
        {
          command: 'feeds retry',
          why: 'the receiver was mended',
          bucket: null,
          selection: { feed: 'webhook', reason: '410' },
          count: 3,
        },
      ]);
    });

    test('without a ledger, and hears that nobody will remember', async () => {
      const { LEDGER_URL } = process.env;
      delete process.env['LEDGER_URL'];
      const { stdout, exitCode } = await footman('feeds', 'retry', 'webhook');
      process.env['LEDGER_URL'] = LEDGER_URL;
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/sent again\nNot recorded in the ledger: LEDGER_URL is not set\n$/);
      // It is not mended.
      await until(async () => (await feeds())['webhook']?.refused === 2);
    });

    test('gives up what nobody needs to be told any more, with a reason only', async () => {
      const forget = ['feeds', 'forget', 'webhook'];
      expect(await footman(...forget)).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('--why'),
      });
      expect((await feeds())['webhook']?.refused).toBe(2);
      expect(await footman(...forget, '--why', 'they fetched the files')).toMatchObject({
        exitCode: 0,
        stdout: 'webhook: 2 messages with 3 files forgotten for good\n',
      });
      expect((await feeds())['webhook']?.refused).toBe(0);
      expect((await ledger.actions({})).items[0]).toMatchObject({ command: 'feeds forget', count: 3 });
    });

    test('of one that nobody knows', async () => {
      const { stderr, exitCode } = await footman('feeds', 'refused', 'pigeon');
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/there is no feed pigeon: nothing was ever sent but to .*topic, webhook/);
    });
  },
);

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not come to that in 10 s');
    await sleep(20);
  }
}
