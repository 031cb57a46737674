/** For whom something is changed, and whether it is. */
export interface ChangeOptions {
  /** Who asks for it. */
  readonly who: string;
  readonly why?: string;
  /** Only say what would happen. */
  readonly dryRun?: boolean;
}
