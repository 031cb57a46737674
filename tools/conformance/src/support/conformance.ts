import type { Checks } from './checks.js';
import type { Options } from './options.js';
import type { Reference } from './reference.js';

/** What every group of checks has at hand. */
export interface Conformance {
  readonly checks: Checks;
  readonly reference: Reference;
  readonly options: Options;
  /** Directory of the reference's own files: `headers`, `files`. */
  readonly shared: string;
  /** Directory for temporary files; removed in the end. */
  readonly work: string;
  /** URL of an empty PostgreSQL database with the extension that Rubin's Butler wants; a group takes schemas of its own. */
  postgres(): Promise<string>;
}

/** Some checks that belong together; a failure of one ends neither the others nor the run. */
export type CheckGroup = (conformance: Conformance) => Promise<void>;
