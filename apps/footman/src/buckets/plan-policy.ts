import type { Policy, PolicyStatement } from '@footman/object-store/admin';
import { isDeepStrictEqual } from 'node:util';
import type { Change } from './change.js';
import type { PolicyFile } from './policy-file.js';
import { canonical, wantedStatements } from './wanted-statements.js';

/** What is to be done about a bucket's policy. */
export interface PolicyPlan {
  readonly changes: readonly Change[];
  /** Statements that the file doesn't know; they stay. */
  readonly others: readonly PolicyStatement[];
  /** The policy afterwards. */
  readonly policy: Policy;
}

/** Compares a bucket's policy with what its file says. Statements whose Sid isn't in the file stay, unless they are to be removed. */
export function planPolicy(
  file: PolicyFile,
  there: Policy | null,
  remove: readonly string[] = [],
): PolicyPlan {
  const wanted = wantedStatements(file).map(canonical);
  const statements = (there?.Statement ?? []).map(canonical);
  const ours = new Set(wanted.map(({ Sid }) => Sid));
  const strange = statements.filter(({ Sid }) => !ours.has(Sid));
  const removed = strange.filter(({ Sid }) => Sid !== undefined && remove.includes(Sid));
  const others = strange.filter((statement) => !removed.includes(statement));
  const changes = [
    ...wanted.flatMap((after): Change[] => {
      const twins = statements.filter(({ Sid }) => Sid === after.Sid);
      const [before] = twins;
      if (!before)
        return [{ action: 'create', kind: 'statement', name: String(after.Sid), before: null, after }];
      if (twins.length === 1 && isDeepStrictEqual(before, after)) return [];
      return [{ action: 'change', kind: 'statement', name: String(after.Sid), before, after }];
    }),
    ...removed.map((before): Change => {
      return { action: 'remove', kind: 'statement', name: String(before.Sid), before, after: null };
    }),
  ];
  const policy = { ...there, Version: there?.Version ?? '2012-10-17', Statement: [...wanted, ...others] };
  return { changes, others, policy };
}
