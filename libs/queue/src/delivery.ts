/** What a handler says of the messages that it was given; those that it says nothing of are done when it returns, and come again when it throws. */
export interface Delivery<T> {
  /** Aborted when the consumer closes. */
  readonly signal: AbortSignal;
  /** These don't come again, whatever happens to the others; they are the very objects that were handed in. */
  done(...items: readonly T[]): void;
  /** These don't come again either: they are kept aside for a person to look at, with this reason. */
  refuse(reason: string, ...items: readonly T[]): void;
}
