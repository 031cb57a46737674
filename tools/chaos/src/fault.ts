/** What is done to a program, or to the connections that lead to one. */
export type FaultKind = 'kill' | 'freeze' | 'wipe' | 'latency' | 'bandwidth' | 'cut';

/** Something that goes wrong at a set time. */
export interface Fault {
  /** Milliseconds after the beginning of the night. */
  readonly at: number;
  readonly kind: FaultKind;
  /** The program's name, or that of the server behind the connections. */
  readonly target: string;
  /** How long it lasts, in milliseconds; a killed program is then started again. */
  readonly forMs: number;
  /** How bad it is: milliseconds of latency, or kilobytes a second. */
  readonly strength?: number;
}
