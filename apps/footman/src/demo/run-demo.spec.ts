import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoParts, IngestStart, IntakeStart } from './demo-parts.js';
import type { SimulatedDetector } from './exposure-header.js';
import { openHttpStore } from './http-store.js';
import type { Notice } from './notifier.js';
import { runDemo } from './run-demo.js';

const DETECTORS: readonly SimulatedDetector[] = Array.from({ length: 20 }, (_, id) => ({
  id,
  full_name: `R22_S${String(id).padStart(2, '0')}`,
  purpose: id < 18 ? 'SCIENCE' : 'GUIDER',
}));

/** An intake and an ingest worker in their simplest form: what's notified is ingested after some milliseconds. */
class SimplePipeline {
  readonly log: string[] = [];
  intake: IntakeStart | undefined;
  worker: IngestStart | undefined;
  refuse: (key: string) => string | undefined = () => undefined;
  lose: (key: string) => boolean = () => false;
  failToStart = false;
  before: string[] = [];
  private readonly obs_ids = new Set<string>();

  parts(): DemoParts {
    return {
      detectors: DETECTORS,
      openStore: openHttpStore,
      notification: JSON.stringify,
      startIntake: async (options) => {
        this.intake = options;
        const server = createServer((request, response) => {
          let text = '';
          request.on('data', (chunk) => (text += chunk));
          request.on('end', () => {
            const notice = JSON.parse(text) as Notice;
            response.end();
            if (notice.secret === options.secret) this.receive(notice);
          });
        });
        await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
        return {
          url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
          close: async () => {
            this.log.push('intake closed');
            server.closeAllConnections();
            server.close();
          },
        };
      },
      startIngest: async (options) => {
        if (this.failToStart) throw new Error('no Butler today');
        this.worker = options;
        return {
          stored: async () => this.before,
          visits: async () =>
            [...this.obs_ids].map((obs_id) => ({ obs_id, visit: 1, detector_regions: DETECTORS.length })),
          close: async () => void this.log.push('ingest closed'),
        };
      },
    };
  }

  private receive({ bucket, key }: Notice): void {
    if (!/\.fits(\.fz|\.gz)?$/.test(key) || this.lose(key)) return;
    const reason = this.refuse(key);
    if (reason) return this.worker?.onRefused({ bucket, key, reason });
    this.obs_ids.add(key.split('/')[2] ?? '');
    setTimeout(() => this.worker?.onIngested({ bucket, key, at: Date.now() }), 5);
  }
}

describe('runDemo', () => {
  let dir: string;
  let pipeline: SimplePipeline;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-demo-'));
    // As root another user runs PostgreSQL in it.
    await chmod(dir, 0o755);
    pipeline = new SimplePipeline();
  });

  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('brings exposures through the whole pipeline and says so', async () => {
    const report = await runDemo({ dir: join(dir, 'demo'), exposures: 2, env: {} }, pipeline.parts());
    expect(report).toMatchObject({
      complete: true,
      butler: 'postgres',
      queue: 'postgres',
      put: { files: 40, sidecars: 40 },
      expected: 40,
      notified: 80,
      resent: 0,
      ingested: 40,
      refused: [],
      missing: [],
      visits: [{ obs_id: 'MC_O_20251115_000123' }, { obs_id: 'MC_O_20251115_000124' }],
    });
    expect(report.latency.p50).toBeGreaterThan(0);
    expect(report.latency.last).toBeGreaterThanOrEqual(report.latency.p98 ?? Infinity);
    expect(report.seconds.run).toBeGreaterThan(0);
    expect(pipeline.worker?.butler).toMatchObject({
      kind: 'postgres',
      connectionString: expect.stringMatching(/^postgresql:/),
    });
    expect(pipeline.log).toEqual(expect.arrayContaining(['intake closed', 'ingest closed']));
  });

  it('does the same again in the same directory', async () => {
    const options = { dir: join(dir, 'demo'), detectors: 4, env: {} };
    const first = await runDemo(options, pipeline.parts());
    const second = await runDemo(options, pipeline.parts());
    expect([first.complete, second.complete]).toEqual([true, true]);
    expect(second.expected).toBe(4);
  });

  it('counts what the Butler had before, of which nothing more is heard', async () => {
    const options = {
      dir: join(dir, 'demo'),
      detectors: 4,
      butler: 'sqlite',
      env: { REDIS_URL: 'redis://127.0.0.1:1' },
    } as const;
    const keys: string[] = [];
    pipeline.lose = (key) => key.endsWith('.fits') && keys.push(key) > 0;
    expect(await runDemo({ ...options, patience: 0.3 }, pipeline.parts())).toMatchObject({
      ingested: 0,
      before: 0,
    });
    pipeline.before = [...keys, 'from/another/exposure.fits'];
    expect(await runDemo({ ...options, patience: 0.3 }, pipeline.parts())).toMatchObject({
      ingested: 4,
      before: 4,
      missing: [],
    });
  });

  it('needs no PostgreSQL with Redis and SQLite, and passes REDIS_URL on', async () => {
    const env = { REDIS_URL: 'redis://127.0.0.1:1' };
    const report = await runDemo({ dir, butler: 'sqlite', detectors: 2, env }, pipeline.parts());
    expect(report).toMatchObject({ complete: true, butler: 'sqlite', queue: 'redis' });
    expect(pipeline.intake?.queueBackend).toEqual({ kind: 'redis', url: env.REDIS_URL });
    await expect(stat(join(dir, 'postgres'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('puts real files instead, and names what was refused and what never came', async () => {
    for (const name of ['MC_O_20251115_000001_R22_S11.fits', 'odd.fits', 'lost.fits']) {
      await writeFile(join(dir, name), name);
    }
    pipeline.refuse = (key) => (key.includes('odd') ? 'no OBSID' : undefined);
    pipeline.lose = (key) => key.includes('lost');
    const env = { REDIS_URL: 'redis://127.0.0.1:1' };
    const options = { dir: join(dir, 'demo'), files: dir, butler: 'sqlite', patience: 0.3, env } as const;
    expect(await runDemo(options, pipeline.parts())).toMatchObject({
      complete: false,
      put: { files: 3, sidecars: 0 },
      ingested: 1,
      refused: [{ key: 'unknown/odd.fits', reason: 'no OBSID' }],
      missing: ['unknown/lost.fits'],
    });
  });

  it('keeps everything running as long as asked', async () => {
    const env = { REDIS_URL: 'redis://127.0.0.1:1' };
    const stay = async () => {
      expect(pipeline.log).toEqual([]);
      pipeline.log.push('stayed');
    };
    await runDemo({ dir, butler: 'sqlite', detectors: 1, env, stay }, pipeline.parts());
    expect(pipeline.log).toEqual(['stayed', 'intake closed', 'ingest closed']);
  });

  it('keeps the cadence asked for', async () => {
    const env = { REDIS_URL: 'redis://127.0.0.1:1' };
    const options = { dir, butler: 'sqlite', detectors: 1, exposures: 3, cadence: 0.3, env } as const;
    const { seconds } = await runDemo(options, pipeline.parts());
    expect(seconds.run).toBeGreaterThan(0.58);
  });

  it('ends what runs already when a part can not be started', async () => {
    pipeline.failToStart = true;
    const env = { REDIS_URL: 'redis://127.0.0.1:1' };
    await expect(runDemo({ dir, butler: 'sqlite', env }, pipeline.parts())).rejects.toThrow(
      'no Butler today',
    );
    expect(pipeline.log).toEqual(['intake closed']);
  });
});
