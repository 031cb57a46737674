import { RefusedFileError } from '@footman/obs-base';

/** An attempt at a file that ended by the file's own fault; the message begins with the reason. */
export class FileFailedError extends Error {
  override name = 'FileFailedError';

  constructor(
    /** Stable, for dead letters and metrics. */
    readonly reason: string,
    readonly attempt: number,
    override readonly cause: unknown,
  ) {
    super(`${reason}: ${saying(cause)}`);
  }

  /** Whether another attempt would end the same way. */
  get refused(): boolean {
    return this.cause instanceof RefusedFileError;
  }
}

function saying(cause: unknown): string {
  if (cause instanceof RefusedFileError) return cause.reason;
  return cause instanceof Error ? cause.message : String(cause);
}
