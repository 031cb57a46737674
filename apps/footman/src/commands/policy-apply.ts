import { Command } from 'commander';
import { orExitTwo } from '../buckets/exit-two.js';
import { type PolicyFlags, policyOptions } from '../buckets/policy-options.js';

/** `footman buckets policy apply`. */
export function policyApplyCommand(): Command {
  return policyOptions(
    new Command('apply').description('Make the policies as the files say; statements of others stay'),
  )
    .option('--dry-run', 'the same as plan')
    .option('--yes', 'without asking')
    .addHelpText('after', '\nExit code: 0 as the files say now, 1 not wanted after all, 2 an error.')
    .action(orExitTwo(apply));
}

async function apply(bucket: string | undefined, flags: PolicyFlags): Promise<void> {
  const { runPolicy } = await import('../buckets/run-policy.js');
  await runPolicy(bucket, flags);
}
