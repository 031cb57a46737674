import type { Registry } from 'prom-client';
import type { z } from 'zod';
import type { LogLevel, LogLevels } from './log-settings.js';
import type { Logger } from './logger.js';

/** The settings that every service has. */
export interface ServiceSettings {
  readonly HOST: string;
  /** 0 for any free port. */
  readonly PORT: number;
  /** How long closing may take after SIGTERM, in milliseconds. */
  readonly DRAIN_MS: number;
  readonly LOG_LEVEL: LogLevel;
  readonly LOG_CONFIG?: LogLevels;
}

/** What a service is given besides its settings. */
export interface ServiceParts {
  /** For what reads variables of its own: the queue, S3, the Butler. */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Logger;
  /** The service's own: several may run in one process. */
  readonly registry: Registry;
}

/** A service that listens. */
export interface RunningService {
  /** Where, without a path. */
  readonly url: string;
  /** Finishes what has begun or gives it back, then disconnects. */
  close(): Promise<void>;
}

/** An app as it is deployed: in a process of its own, or with others in one. */
export interface Service<C extends ServiceSettings = ServiceSettings> {
  /** In every line of its log. */
  readonly name: string;
  /** Its settings, all from the environment. */
  readonly config: z.ZodType<C>;
  /** Throws when the environment lacks what isn't among the settings. */
  check?(env: NodeJS.ProcessEnv): void;
  start(config: C, parts: ServiceParts): Promise<RunningService>;
}
