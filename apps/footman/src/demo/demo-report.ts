/** A visit that the Butler has after the demonstration. */
export interface VisitReport {
  readonly obs_id: string;
  /** The visit's number. */
  readonly visit: number;
  /** How many detectors have a region on the sky; all of the camera's when the visit is whole. */
  readonly detector_regions: number;
}

/** A file that the pipeline would not take. */
export interface RefusedFile {
  readonly key: string;
  readonly reason: string;
}

/** What a demonstration has shown; `footman demo --json` prints it as it is. */
export interface DemoReport {
  /** Every file is in the Butler, none was refused, and every simulated exposure has its whole visit. */
  readonly complete: boolean;
  readonly repo: string;
  readonly butler: 'sqlite' | 'postgres';
  readonly queue: 'redis' | 'postgres';
  /** Objects that the store took. */
  readonly put: { readonly files: number; readonly sidecars: number };
  /** Files that should have been PUT. */
  readonly expected: number;
  /** Notifications that the intake took, one for each object; `resent` counts those that it refused at first. */
  readonly notified: number;
  readonly resent: number;
  /** Files that are in the Butler, and how many of them were there before. */
  readonly ingested: number;
  readonly before: number;
  readonly refused: readonly RefusedFile[];
  /** Keys of files that were PUT and then neither ingested nor refused. */
  readonly missing: readonly string[];
  readonly visits: readonly VisitReport[];
  /** Seconds from an object's PUT to its place in the Butler. */
  readonly latency: {
    readonly p50: number | null;
    readonly p98: number | null;
    readonly last: number | null;
  };
  /** Seconds: until all parts were ready, and from the first PUT to the last file in the Butler. */
  readonly seconds: { readonly start: number; readonly run: number };
}
