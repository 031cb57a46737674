/** Which image of which group is meant. */
export interface ImagePlace {
  /** As in the Butler. */
  readonly instrument: string;
  /** GROUPID of the header. */
  readonly group: string;
  /** From 0; a decimal number without leading zeros. */
  readonly snap: string;
  /** Such as R22_S11, R00_SW0 or R00_SG1. */
  readonly detector: string;
}

/** The key under which an image's URI is, as embargo-butler writes and reads it. */
export function groupKey({ instrument, group, snap, detector }: ImagePlace): string {
  return `GROUP:${instrument}:${group}:${snap}:${detector}`;
}
