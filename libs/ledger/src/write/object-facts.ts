import type { ObjectState } from '../object-life.js';
import type { StageTime } from '../stage.js';

/** A stage that may decide an object's state, and what it takes to prevail over others. */
export interface Step {
  readonly state: ObjectState;
  readonly at: number;
  /** The greater weight prevails, else the later state in `STATES`, else the greater digest: no two differ in nothing. */
  readonly weight: number;
  /** Of the whole step, in the form of a UUID. */
  readonly digest: string;
  readonly attempt: number | null;
  readonly worker: string | null;
  readonly reason: string | null;
  readonly message: string | null;
}

/** A moment of an object that the ledger keeps; `duplicate` is when it was last found in the Butler, all others are the earliest. */
export type FactTime = StageTime | 'parked' | 'duplicate';

/** All that stages tell of one object, in a form that any two of which can be merged, in any order and any number of times. */
export interface ObjectFacts {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly versionId: string | null;
  readonly size: number | null;
  readonly instrument: string | null;
  readonly night: number | null;
  readonly exposure: string | null;
  readonly step: Step;
  readonly times: Readonly<Partial<Record<FactTime, number>>>;
}
