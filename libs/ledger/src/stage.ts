import type { ObjectState } from './object-life.js';

/** What is timed of an object: its PUT by the store's clock, the rest by ours. */
export type StageTime = 'event' | 'received' | 'queued' | 'read' | 'ingested' | 'visit' | 'registered';

/** One step of an object, as the process that took it tells the ledger. */
export interface Stage {
  /** `profile@bucket`, or `bucket` alone. */
  readonly bucket: string;
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  readonly state: ObjectState;
  /** When the object came into this state, in milliseconds since the epoch. */
  readonly at: number;
  /** Milliseconds since the epoch; those that are known by now. */
  readonly times?: Readonly<Partial<Record<StageTime, number>>>;
  /** Bytes. */
  readonly size?: number;
  readonly versionId?: string | null;
  /** What the key tells, in the words of its bucket's grammar; the ledger asks for nothing more of astronomy. */
  readonly instrument?: string;
  /** The observing day, YYYYMMDD. */
  readonly night?: number;
  /** The obs_id. */
  readonly exposure?: string;
  /** 1 for the first. */
  readonly attempt?: number;
  /** Host and process that say so. */
  readonly worker?: string;
  /** Stable, dotted or dashed: why it isn't in the Butler, or who asked for it. */
  readonly reason?: string;
  /** For people; holds no secrets. */
  readonly message?: string;
}

/** Whoever takes stages: the ledger's feed, or nothing. */
export interface StageSink {
  /** Never throws and never waits. */
  send(...stages: readonly Stage[]): void;
}
