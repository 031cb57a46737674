import pg from 'pg';
import { createRepository } from '../src/index.js';
import { exposure, instrument } from './support/builders.js';
import { DATABASES } from './support/repositories.js';

const [, start] = DATABASES.find(([name]) => name === 'PostgreSQL')!;

it('gives way to a client that takes its locks in another order and would not try again', async () => {
  const places = await start();
  const { root, options } = places.next();
  const repository = await createRepository(root, options);
  await repository.registerInstrument(instrument());
  const rival = new pg.Client({ connectionString: options.database });
  await rival.connect();
  try {
    const insert = (group: string) =>
      rival.query(`INSERT INTO "${options.schema}"."group" VALUES ('TestCam', $1) ON CONFLICT DO NOTHING`, [
        group,
      ]);
    // The server ends whoever looks first, and this one looks sooner than ours would by default.
    await rival.query("SET deadlock_timeout = '800ms'");
    await rival.query('BEGIN');
    await insert('group-2');
    // Ours has group-1 now and waits for group-2, for which the rival will wait in its turn.
    const ours = repository.writeBatch({ exposures: [exposure(1), exposure(2)], datasets: [] });
    await untilWaiting(rival);
    await insert('group-1');
    await rival.query('COMMIT');
    expect((await ours).exposures.map(({ status }) => status)).toEqual(['new', 'new']);
  } finally {
    await rival.end();
    await repository.close();
    await places.close();
  }
});

async function untilWaiting(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query('SELECT 1 FROM pg_locks WHERE NOT granted');
    if (rows.length > 0) return;
  }
}
