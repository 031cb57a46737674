import { Command } from 'commander';
import { policyApplyCommand } from './policy-apply.js';
import { policyPlanCommand } from './policy-plan.js';

/** `footman buckets ...`: what a bucket's owner sets up. */
export function bucketsCommand(): Command {
  return new Command('buckets')
    .description('Who may use the buckets')
    .addCommand(
      new Command('policy')
        .description(
          'Bucket policies, from k8s/bucket-policies: plan shows what differs, apply puts it right',
        )
        .addCommand(policyPlanCommand())
        .addCommand(policyApplyCommand()),
    );
}
