import { Command } from 'commander';
import { deadForgetCommand } from './dead-forget.js';
import { deadListCommand } from './dead-list.js';
import { deadReplayCommand } from './dead-replay.js';
import { deadShowCommand } from './dead-show.js';

/** `footman dead ...`: what won't come right by itself. */
export function deadCommand(): Command {
  return new Command('dead')
    .description(
      'Files that wait for a person: given up, replaced after ingest, or guiders without their exposure',
    )
    .addCommand(deadListCommand())
    .addCommand(deadShowCommand())
    .addCommand(deadReplayCommand())
    .addCommand(deadForgetCommand());
}
