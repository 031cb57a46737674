import { Command } from 'commander';
import { orExitTwo } from '../buckets/exit-two.js';
import {
  type ApplyFlags,
  type CanaryFlags,
  canaryOptions,
  type NotificationsFlags,
  notificationsOptions,
} from '../notifications/notifications-options.js';

/** `footman notifications ...`: who is told of new objects. */
export function notificationsCommand(): Command {
  return new Command('notifications')
    .description('Topics and notifications of buckets, from k8s/bucket-notifications')
    .addCommand(planCommand())
    .addCommand(applyCommand())
    .addCommand(doctorCommand());
}

function planCommand(): Command {
  return notificationsOptions(
    new Command('plan').description('Show what differs between the files and the gateway; changes nothing'),
  )
    .addHelpText('after', '\nExit code: 0 nothing to do, 1 something to do, 2 an error.')
    .action(
      orExitTwo(async (bucket: string | undefined, flags: NotificationsFlags) => {
        const { runPlan } = await import('../notifications/run-plan.js');
        await runPlan(bucket, flags);
      }),
    );
}

function applyCommand(): Command {
  return canaryOptions(
    new Command('apply').description(
      'Make topics and notifications as the file says, and prove that notices arrive: write an object, wait for its notice, remove it',
    ),
  )
    .option('--dry-run', 'the same as plan')
    .option('--yes', 'without asking')
    .option('--delete-topic <name...>', 'in the end delete topics to which no notification leads any more')
    .addHelpText(
      'after',
      `
The queue is asked for the canary: REDIS_URL (or REDIS_HOST, or QUEUE_DATABASE_URL) of the bucket's intake.
Exit code: 0 done and proven, 1 the notice did not arrive or not wanted after all, 2 an error.`,
    )
    .action(
      orExitTwo(async (bucket: string | undefined, flags: ApplyFlags) => {
        if (flags.dryRun) {
          const { runPlan } = await import('../notifications/run-plan.js');
          return await runPlan(bucket, flags);
        }
        const { runApply } = await import('../notifications/run-apply.js');
        await runApply(bucket, flags);
      }),
    );
}

function doctorCommand(): Command {
  return canaryOptions(
    new Command('doctor').description(
      'Find what loses notices, or might: differences from the file, topics that send nothing, and more; each with its cure',
    ),
  )
    .addHelpText(
      'after',
      '\nA canary is sent if one bucket is named. Exit code: 0 nothing bad, 1 something bad, 2 an error.',
    )
    .action(
      orExitTwo(async (bucket: string | undefined, flags: CanaryFlags) => {
        const { runDoctor } = await import('../notifications/run-doctor.js');
        await runDoctor(bucket, flags);
      }),
    );
}
