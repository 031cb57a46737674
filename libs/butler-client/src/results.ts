import { ExposureDefinition, FileDataset } from './records.js';

/** What is to be written in one transaction. */
export interface Batch {
  readonly exposures: readonly ExposureDefinition[];
  readonly datasets: readonly FileDataset[];
}

/** A field of a stored record that is not what we were given. */
export interface FieldDifference {
  readonly field: string;
  readonly stored: unknown;
  readonly given: unknown;
}

/** What became of an exposure. */
export interface ExposureResult {
  readonly instrument: string;
  readonly id: number;
  readonly obs_id: string;
  /** 'existing' where the registry has it already, whatever its fields say. */
  readonly status: 'new' | 'existing';
  /** True where this batch wrote the visit. */
  readonly visitDefined: boolean;
  /** True where it belongs to a visit now, of whatever visit system and whoever defined it. */
  readonly hasVisit: boolean;
  /** Fields whose stored value differs from the given one; `day_obs.timespan` is that of its day. The stored one stays. */
  readonly differences: readonly FieldDifference[];
}

/**
 * What became of a file:
 * - `new`: written by this batch
 * - `existing`: stored before, nothing changed
 * - `corrected`: stored before with the same URI and another size; nothing changed, a person must look
 * - `conflict`: its data ID is stored with another URI; nothing was written for it
 */
export type DatasetStatus = 'new' | 'existing' | 'corrected' | 'conflict';

/** What became of a file, and what is stored under its data ID. */
export interface DatasetResult {
  readonly dataset: FileDataset;
  /** The dataset's UUID in its usual spelling. */
  readonly id: string;
  readonly status: DatasetStatus;
  /** The URI that the registry has for the data ID; null where it has a dataset without a file. */
  readonly storedUri: string | null;
  /** Bytes; null where the registry doesn't know. */
  readonly storedSize: number | null;
}

/** What became of a batch, in the order in which it was given. */
export interface BatchResult {
  readonly exposures: readonly ExposureResult[];
  readonly datasets: readonly DatasetResult[];
}
