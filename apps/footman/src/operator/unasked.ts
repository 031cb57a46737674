import type { Site } from '@footman/operator';

/** Who couldn't be asked for the causes of what is missing, and why. */
export function unasked({ queues, queueStatus, ledger, ledgerStatus }: Site): readonly string[] {
  return [
    ...(queues ? [] : [`queue: ${queueStatus.problem}`]),
    ...(ledger ? [] : [`ledger: ${ledgerStatus.problem}`]),
  ];
}
