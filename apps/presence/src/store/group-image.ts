/** An image of a group that has arrived. */
export interface GroupImage {
  readonly snap: number;
  readonly detector: string;
  readonly uri: string;
  /** When its notice came, in ISO 8601. */
  readonly arrived: string;
  /** When it was known to be in the Butler, likewise; null until then. */
  readonly ingested: string | null;
}
