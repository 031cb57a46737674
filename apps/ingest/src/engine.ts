import type { Repository } from '@footman/butler-client';
import {
  type IngestEngine,
  ObserveIngest,
  RawIngest,
  ShadowIngest,
  type ShadowReport,
} from '@footman/obs-base';
import { correctionsFrom } from '@footman/obs-lsst';
import type { Logger } from '@footman/service';
import { StackEngine } from '@footman/stack-client';
import type { IngestConfig } from './config.js';
import type { IngestMetrics } from './ingest.metrics.js';

/** The engine that writes, with what belongs to it. */
export interface OpenEngine {
  get(): Promise<IngestEngine>;
  /** What has to be there for it to do its work. */
  readonly readiness: Readonly<Record<string, () => Promise<boolean>>>;
  /** Begins what takes long the first time, without waiting for it. */
  warmUp(): void;
  /** Finishes what has begun. */
  close(): Promise<void>;
}

interface EngineParts {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  readonly metrics: IngestMetrics;
}

/** Chooses the engine by INGEST_ENGINE. */
export function openEngine(
  config: IngestConfig,
  repository: () => Promise<Repository>,
  { env, log, metrics }: EngineParts,
): OpenEngine {
  const corrections = correctionsFrom(config.METADATA_CORRECTIONS_PATH);
  const native = (open: Repository) => new RawIngest(open, { corrections });
  if (config.INGEST_ENGINE === 'native') return inProcess(async () => native(await repository()));
  if (config.INGEST_ENGINE === 'observe') {
    const report = reporter('Another service wrote other rows than Footman', { log, metrics });
    return inProcess(async () => {
      const open = await repository();
      return new ObserveIngest(native(open), open, report);
    });
  }
  const stackLog = log.child({ part: 'stack' });
  const stack = new StackEngine({
    repository: config.BUTLER_REPO,
    env,
    python: config.STACK_PYTHON.split(/\s+/),
    startTimeoutMs: config.STACK_START_TIMEOUT_MS,
    timeoutMs: config.STACK_TIMEOUT_MS,
    onLog: (line) => stackLog[levelOf(line)](line),
  });
  return {
    get:
      config.INGEST_ENGINE === 'shadow'
        ? async () => {
            const open = await repository();
            return shadowOf(stack, native(open), open, { log, metrics });
          }
        : async () => stack,
    readiness: { stack: () => stack.start().then(() => true) },
    warmUp: () =>
      void stack.start().catch((error: unknown) => log.warn({ err: error }, 'The pipelines are not up yet')),
    close: () => stack.close(),
  };
}

/** An engine that is this process alone. */
function inProcess(get: () => Promise<IngestEngine>): OpenEngine {
  return { get, readiness: {}, warmUp: () => undefined, close: async () => undefined };
}

function shadowOf(
  stack: StackEngine,
  native: RawIngest,
  repository: Repository,
  parts: Pick<EngineParts, 'log' | 'metrics'>,
): IngestEngine {
  return new ShadowIngest(
    stack,
    native,
    repository,
    reporter('The pipelines wrote other rows than Footman', parts),
    (error) => {
      parts.metrics.shadowed.inc({ result: 'failed' });
      parts.log.warn({ err: error }, 'Files of the pipelines could not be compared');
    },
  );
}

/** Differences that are told in full, of a batch; a wrong boresight alone makes hundreds. */
const TOLD = 20;

/** Counts what is compared, and tells what differs. */
function reporter(
  sentence: string,
  { log, metrics }: Pick<EngineParts, 'log' | 'metrics'>,
): (report: ShadowReport) => void {
  return ({ files, differences }) => {
    metrics.shadowed.inc({ result: 'compared' }, files);
    if (differences.length === 0) return;
    for (const { table, field } of differences) metrics.shadowDifferences.inc({ table, field });
    const told = differences.slice(0, TOLD).map(printable);
    log.warn({ count: differences.length, differences: told }, sentence);
  };
}

/** Nanoseconds are beyond what JSON's numbers hold. */
function printable<T>(difference: T): unknown {
  return JSON.parse(
    JSON.stringify(difference, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
  );
}

/** Python's loggers begin a line with its level; what their tasks tell of each batch is of use only when something is sought. */
function levelOf(line: string): 'debug' | 'warn' | 'error' {
  if (line.startsWith('WARNING')) return 'warn';
  return /^(ERROR|CRITICAL)/.test(line) ? 'error' : 'debug';
}
