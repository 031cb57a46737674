import { Command } from 'commander';
import { orExitTwo } from '../buckets/exit-two.js';
import { type PolicyFlags, policyOptions } from '../buckets/policy-options.js';

/** `footman buckets policy plan`. */
export function policyPlanCommand(): Command {
  return policyOptions(
    new Command('plan').description('Show what differs between the files and the gateway; changes nothing'),
  )
    .addHelpText('after', '\nExit code: 0 nothing to do, 1 something to do, 2 an error.')
    .action(orExitTwo(plan));
}

async function plan(bucket: string | undefined, flags: PolicyFlags): Promise<void> {
  const { runPolicy } = await import('../buckets/run-policy.js');
  await runPolicy(bucket, { ...flags, dryRun: true });
}
