/** What can go wrong with a program, with the connections that lead to one, or with somebody else's server. */
export const FAULT_KINDS = [
  'kill',
  'freeze',
  'wipe',
  'latency',
  'bandwidth',
  'cut',
  'refuse',
  'hang',
  'away',
] as const;

/** One of {@link FAULT_KINDS}. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Something that goes wrong at a set time. */
export interface Fault {
  /** Milliseconds after the beginning of the night. */
  readonly at: number;
  readonly kind: FaultKind;
  /** The name of what suffers it. */
  readonly target: string;
  /** How long it lasts, in milliseconds; a killed program is then started again. */
  readonly forMs: number;
  /** How bad it is: milliseconds of latency, or kilobytes a second. */
  readonly strength?: number;
}

/** Something that faults are inflicted on. */
export interface Target {
  readonly name: string;
  /** What can be done to it. */
  readonly suffers: readonly FaultKind[];
  /** Does it, undoes it after its time, and resolves once the target does its work again. @throws Error when it doesn't. */
  suffer(fault: Pick<Fault, 'kind' | 'forMs' | 'strength'>): Promise<void>;
}
