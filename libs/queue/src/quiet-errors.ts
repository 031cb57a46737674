const REPEAT_MS = 5000;

/**
 * Passes on errors, each text at most once in five seconds: a server that restarts makes clients report the same
 * refusal thousands of times.
 */
export function quietErrors(report: ((error: Error) => void) | undefined): (error: Error) => void {
  const reported = new Map<string, number>();
  return (error) => {
    const now = Date.now();
    const text = `${error.name}: ${error.message}`;
    if (now - (reported.get(text) ?? -Infinity) < REPEAT_MS) return;
    if (reported.size > 100) reported.clear();
    reported.set(text, now);
    report?.(error);
  };
}
