import type { IngestedFile } from '@footman/feeds';
import { type StageSink, stageOf } from '@footman/ledger';
import { ObjectReplacedError, ObjectStoreError } from '@footman/object-store';
import { Batcher, type Delivery } from '@footman/queue';
import { type ReplicaFile, RucioError } from '@footman/rucio-client';
import type { Logger } from '@footman/service';
import { setMaxListeners } from 'node:events';
import { Blame } from './blame.js';
import type { ChecksumReader } from './checksums.js';
import type { RegistrarConfig } from './config.js';
import type { DatasetWriter } from './dataset-writer.js';
import { FileRefusedError } from './file-refused-error.js';
import type { RegistrarMetrics } from './registrar.metrics.js';
import { rucioPlace } from './rucio-place.js';
import type { Trouble } from './trouble.js';

export interface RegistrarParts {
  readonly checksums: ChecksumReader;
  readonly datasets: DatasetWriter;
  readonly metrics: RegistrarMetrics;
  readonly log: Logger;
  readonly ledger: StageSink;
  /** What is against all files, by system. */
  readonly troubles: Readonly<Record<'rucio' | 'object-store', Trouble>>;
}

interface Gathered {
  readonly dataset: string;
  readonly replica: ReplicaFile;
}

/** Files of a dataset that come within this time, in milliseconds, go in one call: calls for one dataset are in each other's way. */
const WINDOW_MS = 100;
/** What Rucio takes in one call. */
const LARGEST_BATCH = 1000;
/** A file that the store doesn't give is tried so often. */
const READS = 3;

/** From the queue to Rucio: computes each file's checksums, and has the files of a dataset registered together. */
export class Registrar {
  private readonly batcher: Batcher<Gathered, void>;
  private readonly blame = new Blame(READS);

  constructor(
    private readonly parts: RegistrarParts,
    private readonly config: Pick<RegistrarConfig, 'RUCIO_SCOPE' | 'RUCIO_DTN'>,
  ) {
    const scope = config.RUCIO_SCOPE;
    this.batcher = new Batcher({
      key: ({ dataset }) => dataset,
      windowMs: WINDOW_MS,
      maxSize: LARGEST_BATCH,
      run: (name, items) =>
        parts.datasets.write(
          { scope, name },
          items.map(({ replica }) => replica),
        ),
    });
  }

  /** Registers files, or refuses them; when it throws, because a system is away or in our way, the others come again. */
  async take(files: readonly IngestedFile[], delivery: Delivery<IngestedFile>): Promise<void> {
    // Each file that is read listens to it.
    setMaxListeners(0, delivery.signal);
    const outcomes = await Promise.allSettled(files.map((file) => this.one(file, delivery)));
    const failed = outcomes.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  private async one(file: IngestedFile, delivery: Delivery<IngestedFile>): Promise<void> {
    const { metrics } = this.parts;
    try {
      const place = rucioPlace(this.config, file.bucket, file.key);
      if (place === 'skipped') {
        metrics.files.inc({ outcome: 'skipped' });
        return delivery.done(file);
      }
      if (place === null) throw new FileRefusedError('its key tells no exposure, so it is in no dataset');
      const checksums = await this.read(file, delivery.signal);
      const { dataset, ...names } = place;
      await this.register({ dataset, replica: { ...names, bytes: file.size, ...checksums } });
      this.registered(file);
      delivery.done(file);
    } catch (error) {
      if (!(error instanceof FileRefusedError)) throw error;
      const { bucket, key } = file;
      metrics.files.inc({ outcome: 'refused' });
      this.parts.log.error(
        { bucket, key, err: error.cause },
        `Not registered ${bucket}/${key}: ${error.message}`,
      );
      this.parts.checksums.forget(file);
      delivery.refuse(error.message, file);
    }
  }

  private async read(file: IngestedFile, signal: AbortSignal) {
    const { checksums, metrics, troubles } = this.parts;
    const id = `${file.bucket}/${file.key}`;
    try {
      const found = await checksums.of(file, signal);
      this.blame.acquit(id);
      troubles['object-store'].end();
      return found;
    } catch (error) {
      if (!(error instanceof ObjectStoreError)) throw error;
      if (error instanceof ObjectReplacedError) throw new FileRefusedError(error.message, { cause: error });
      if (error.code === 'aborted') throw error;
      if (!error.transient) this.blame.suspect(id);
      if (this.blame.isFiles(id)) {
        this.blame.forget(id);
        throw new FileRefusedError(error.message, { cause: error });
      }
      metrics.failures.inc({ system: 'object-store', reason: error.code });
      if (error.transient) troubles['object-store'].begin(error.code, error);
      throw error;
    }
  }

  private async register(gathered: Gathered): Promise<void> {
    const { metrics, troubles } = this.parts;
    try {
      await this.batcher.add(gathered);
      troubles.rucio.end();
    } catch (error) {
      if (error instanceof RucioError) {
        metrics.failures.inc({ system: 'rucio', reason: error.code });
        // That somebody else writes the same is no trouble; it is tried again.
        if (error.code !== 'contended') troubles.rucio.begin(error.code, error);
      }
      throw error;
    }
  }

  private registered(file: IngestedFile): void {
    const { checksums, ledger, metrics } = this.parts;
    const now = Date.now();
    checksums.forget(file);
    metrics.files.inc({ outcome: 'registered' });
    metrics.seconds.observe(Math.max(0, now - file.ingestedAt) / 1000);
    const notice = {
      ...file,
      versionId: file.versionId ?? null,
      eventTime: new Date(file.eventTime).toISOString(),
    };
    ledger.send(
      stageOf(notice, 'registered', {
        times: { ingested: file.ingestedAt, registered: now },
        instrument: file.instrument,
        night: file.day_obs,
        ...(file.obs_id !== undefined && { exposure: file.obs_id }),
      }),
    );
  }

  /** Waits for what is being registered. */
  async close(): Promise<void> {
    await this.batcher.flush();
  }
}
