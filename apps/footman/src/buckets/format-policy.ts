import { stringify } from 'yaml';
import { formatChanges } from './format-changes.js';
import { placeText } from './place.js';
import type { PolicyPlan } from './plan-policy.js';
import type { PolicyFile } from './policy-file.js';

/** What is to be done about a bucket's policy, for a terminal. */
export function formatPolicyPlan(file: PolicyFile, { changes, others }: PolicyPlan, colour: boolean): string {
  const lines = [`policy of ${placeText(file)}: ${changes.length === 0 ? 'as the file says' : 'differs'}`];
  if (changes.length > 0) lines.push(formatChanges(changes, colour).trimEnd());
  if (others.length > 0) {
    lines.push('  statements that the file does not have, and which stay (--remove SID takes one away):');
    const text = stringify(others, { lineWidth: 0 }).trimEnd();
    lines.push(...text.split('\n').map((line) => `      ${line}`));
  }
  return `${lines.join('\n')}\n`;
}
