import type { ReplaySelection } from '@footman/operator';
import { Command } from 'commander';
import { bucketOption } from '../operator/bucket-option.js';
import { type ChangeFlags, changeFlags } from '../operator/change-flags.js';
import { parseNight } from '../operator/night-options.js';

interface ReplayFlags extends ChangeFlags {
  readonly obs?: string;
  readonly night?: number;
  readonly prefix?: string;
  readonly bucket?: readonly string[];
}

/** `footman replay --obs ID|--night N|--prefix P`. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .description('Queue what is in the bucket again, on the backfill lane; again is harmless')
    .option('--obs <id>', 'an exposure, such as MC_O_20251115_000123')
    .option('--night <day_obs>', 'a night, such as 20251115', parseNight)
    .option('--prefix <prefix>', 'whatever has a key that begins so');
  return changeFlags(bucketOption(command, 'all of BUCKETS'))
    .addHelpText(
      'after',
      `
Exactly one of --obs, --night and --prefix. The queue is that of REDIS_URL (or REDIS_HOST, or QUEUE_DATABASE_URL); objects are
datasets if DATASET_REGEXP (default fits$) is found in [profile@]bucket/key. What is in the queue already is left alone; what the
Butler has already turns out a duplicate. The exit code is 1 when there is nothing to replay.`,
    )
    .action(async (flags: ReplayFlags, self: Command) => {
      const selection = selectionOf(flags);
      if (!selection) self.error('error: say what to replay: exactly one of --obs, --night and --prefix');
      // Queue, ledger and S3 client are loaded only here: the other commands start faster without them.
      const { replay } = await import('../replay/replay.js');
      await replay({ ...flags, selection }, process.env);
    });
}

function selectionOf({ obs, night, prefix }: ReplayFlags): ReplaySelection | undefined {
  const given: ReplaySelection[] = [
    ...(obs === undefined ? [] : [{ obs }]),
    ...(night === undefined ? [] : [{ night }]),
    ...(prefix === undefined ? [] : [{ prefix }]),
  ];
  return given.length === 1 ? given[0] : undefined;
}
