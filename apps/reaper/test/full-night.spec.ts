import { type EmbeddedServer, startPostgres } from '@footman/embedded';
import { Ledger, type Stage } from '@footman/ledger';
import { ObjectStore } from '@footman/object-store';
import { type MissingObject, type ReconcileOptions, reconcileNight, type Systems } from '../src/index.js';
import { createNightButler, type NightButler, type NightFile, writeFiles } from './night-butler.js';
import { type SimulatedNight, simulateNight } from './simulated-night.js';

/** A full night has a thousand; NIGHT_EXPOSURES=1000 takes some minutes, most of them for filling the Butler. */
const EXPOSURES = Number(process.env['NIGHT_EXPOSURES'] ?? 25);
const DETECTORS = 205;

describe(`a night of ${EXPOSURES} exposures`, () => {
  let database: EmbeddedServer;
  let butler: NightButler;
  let night: SimulatedNight;
  let store: ObjectStore;
  const lacking: string[] = [];

  beforeAll(async () => {
    [database, night] = await Promise.all([startPostgres(), simulateNight(EXPOSURES)]);
    store = new ObjectStore(night.env);
    butler = await createNightButler(database);
    for (let n = 0; n < EXPOSURES; n += 5) {
      const files = Array.from({ length: Math.min(5, EXPOSURES - n) }, (_, i) => exposureFiles(n + i)).flat();
      const left = files.filter(({ exposure, detector }) => !isLacking(exposure, detector));
      lacking.push(...files.filter((file) => !left.includes(file)).map(({ key }) => key));
      await writeFiles(butler, night, left);
    }
  }, 1_200_000);

  afterAll(async () => {
    store.close();
    await Promise.all([night.close(), butler.close()]);
    await database.close();
  });

  const exposureFiles = (exposure: number): NightFile[] =>
    Array.from({ length: DETECTORS }, (_, detector) => ({
      exposure,
      detector,
      key: night.key(exposure, detector),
    }));
  /** Some here and there, and one exposure of which there is nothing. */
  const isLacking = (exposure: number, detector: number) =>
    exposure === EXPOSURES - 1 || (exposure * DETECTORS + detector) % 1777 === 3;

  /** Compares the night, and says on stderr what it took. */
  const measure = async (what: string, systems: Partial<Systems>, options: Partial<ReconcileOptions>) => {
    let peak = 0;
    const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 20);
    const before = process.memoryUsage().heapUsed;
    const cpu = process.cpuUsage();
    const report = await reconcileNight(
      { store, repository: async () => butler.repository, ...systems },
      night.bucket,
      night.night,
      { datasetRegexp: /fits$/, ...options },
    );
    clearInterval(sampling);
    const { user, system } = process.cpuUsage(cpu);
    const more = peak - before;
    process.stderr.write(
      `${what}: ${report.listed} datasets in ${(report.durationMs / 1000).toFixed(1)} s, ` +
        `${((user + system) / 1e6).toFixed(1)} s of CPU with the simulated store, ${Math.round(more / 1e6)} MB more heap\n`,
    );
    return { report, more };
  };

  test('is compared in far less than a minute, in bounded memory, and what it lacks is found', async () => {
    const found: MissingObject[] = [];
    const onMissing = (missing: MissingObject) => found.push(missing);
    const { report, more } = await measure('compared', {}, { onMissing });
    expect(report.durationMs).toBeLessThan(60_000);
    expect(more).toBeLessThan(200e6);
    expect(report).toMatchObject({
      listed: night.datasets,
      fresh: 0,
      inButler: night.datasets - lacking.length,
      missing: { 'never-noticed': lacking.length },
    });
    expect(found.map(({ object }) => object.key).sort()).toEqual([...lacking].sort());
  }, 120_000);

  test('is told to a ledger that knows nothing of it, once', async () => {
    const ledger = await Ledger.open(`${database.url}?schema=ledger`);
    let told = 0;
    let recorded = Promise.resolve();
    const send = (...stages: Stage[]) => {
      told += stages.length;
      recorded = recorded.then(() => ledger.record(stages));
    };
    const reminding = { remind: true, requeue: [] };
    await measure('told to the ledger', { ledger, stages: { send } }, reminding);
    await recorded;
    expect(told).toBe(night.datasets - lacking.length);
    await measure('compared with the ledger', { ledger, stages: { send } }, reminding);
    expect(told).toBe(night.datasets - lacking.length);
    expect(await ledger.nights()).toMatchObject([
      { night: night.night, exposures: EXPOSURES - 1, ingested: told },
    ]);
    await ledger.close();
  }, 900_000);
});
