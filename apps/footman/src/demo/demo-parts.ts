import type { QueueBackend } from '@footman/queue';
import type { VisitReport } from './demo-report.js';
import type { SimulatedDetector } from './exposure-header.js';
import type { Notice } from './notifier.js';
import type { Put } from './put-files.js';

/** How to reach the demonstration's object store. */
export interface S3Access {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
}

/** Which Butler the demonstration fills: a directory with its database file, or with its database on the embedded PostgreSQL. */
export type DemoButler =
  | { readonly kind: 'sqlite'; readonly repo: string }
  | { readonly kind: 'postgres'; readonly repo: string; readonly connectionString: string };

/** What intake needs to know. */
export interface IntakeStart {
  readonly queueBackend: QueueBackend;
  readonly secret: string;
  readonly bucket: string;
}

/** A running intake. */
export interface RunningIntake {
  /** Where notifications are POSTed, `http://127.0.0.1:PORT/notify`. */
  readonly url: string;
  close(): Promise<void>;
}

/** What the ingest worker needs to know, and whom it tells. */
export interface IngestStart {
  readonly queueBackend: QueueBackend;
  readonly s3: S3Access;
  /** Created when it isn't there yet. */
  readonly butler: DemoButler;
  /** Registered when they aren't there yet. */
  readonly instruments: readonly string[];
  /** The file is in the Butler, committed; `at` is in milliseconds since 1970. Again for a file that was there is fine. */
  onIngested(event: { readonly bucket: string; readonly key: string; readonly at: number }): void;
  /** The file will not be tried again. */
  onRefused(event: { readonly bucket: string; readonly key: string; readonly reason: string }): void;
}

/** A running ingest worker. */
export interface RunningIngest {
  /** The keys of all objects of this bucket that the Butler has. */
  stored(bucket: string): Promise<readonly string[]>;
  /** The visits that the Butler has of these exposures (all that it has, if none are given). */
  visits(obs_ids: readonly string[]): Promise<readonly VisitReport[]>;
  close(): Promise<void>;
}

/** The parts that the demonstration is put together from; tests put in simple ones. */
export interface DemoParts {
  /** LSSTCam's, all of them. */
  readonly detectors: readonly SimulatedDetector[];
  /** Opens the object store that the camera writes to. */
  openStore(s3: S3Access): { readonly put: Put; close?(): Promise<void> | void };
  /** A notification's body, in Ceph's dialect. */
  notification(notice: Notice): string;
  startIntake(options: IntakeStart): Promise<RunningIntake>;
  startIngest(options: IngestStart): Promise<RunningIngest>;
}
