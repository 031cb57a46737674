import type { Repository } from '@footman/butler-client';
import { type IngestEngine, RawIngest } from '@footman/obs-base';
import { correctionsFrom } from '@footman/obs-lsst';
import type { Logger } from '@footman/service';
import { StackEngine } from '@footman/stack-client';
import type { IngestSettings } from './config.js';

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

/** Chooses the engine by INGEST_ENGINE. */
export function openEngine(
  config: IngestSettings,
  repository: () => Promise<Repository>,
  { env, log }: { readonly env: NodeJS.ProcessEnv; readonly log: Logger },
): OpenEngine {
  if ((config.INGEST_ENGINE ?? 'native') === 'native') {
    const corrections = correctionsFrom(config.METADATA_CORRECTIONS_PATH);
    return {
      get: async () => new RawIngest(await repository(), { corrections }),
      readiness: {},
      warmUp: () => undefined,
      close: async () => undefined,
    };
  }
  const stackLog = log.child({ part: 'stack' });
  const stack = new StackEngine({
    repository: config.BUTLER_REPO,
    env,
    ...(config.STACK_PYTHON && { python: config.STACK_PYTHON.split(/\s+/) }),
    startTimeoutMs: config.STACK_START_TIMEOUT_MS,
    timeoutMs: config.STACK_TIMEOUT_MS,
    onLog: (line) => stackLog[levelOf(line)](line),
  });
  return {
    get: async () => stack,
    readiness: { stack: () => stack.start().then(() => true) },
    warmUp: () =>
      void stack.start().catch((error: unknown) => log.warn({ err: error }, 'The pipelines are not up yet')),
    close: () => stack.close(),
  };
}

/** Python's loggers begin a line with its level; what their tasks tell of each batch is of use only when something is sought. */
function levelOf(line: string): 'debug' | 'warn' | 'error' {
  if (line.startsWith('WARNING')) return 'warn';
  return /^(ERROR|CRITICAL)/.test(line) ? 'error' : 'debug';
}
