/** Something that a user can mend, said in one line. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** One line for a user: errors of ours speak for themselves, anything else is a fault of ours and shows where it came from. */
export function errorLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const ours = error instanceof UsageError || typeof (error as { code?: unknown }).code === 'string';
  return ours ? error.message : (error.stack ?? error.message);
}

/** 2 for what a user has to say otherwise, as services do for their settings; else 1. */
export function exitCodeOf(error: unknown): number {
  return (error as { code?: unknown } | undefined)?.code === 'config.invalid' ? 2 : 1;
}
