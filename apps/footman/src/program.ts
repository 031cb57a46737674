import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { auditCommand } from './commands/audit.js';
import { bucketsCommand } from './commands/buckets.js';
import { butlerCommand } from './commands/butler.js';
import { deadCommand } from './commands/dead.js';
import { demoCommand } from './commands/demo.js';
import { feedsCommand } from './commands/feeds.js';
import { lateCommand } from './commands/late.js';
import { nightCommand } from './commands/night.js';
import { notificationsCommand } from './commands/notifications.js';
import { replayCommand } from './commands/replay.js';
import { rucioCommand } from './commands/rucio.js';
import { statusCommand } from './commands/status.js';
import { translateCommand } from './commands/translate.js';
import { unusableCommand } from './commands/unusable.js';
import { upCommand } from './commands/up.js';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** The whole command line. Wrong usage throws a CommanderError, of every command. */
export function program(): Command {
  return throughout(
    new Command('footman')
      .description('Every image that lands in the object store is in the Butler a second later.')
      .version(version)
      .addCommand(demoCommand())
      .addCommand(upCommand())
      .addCommand(statusCommand())
      .addCommand(deadCommand())
      .addCommand(feedsCommand())
      .addCommand(replayCommand())
      .addCommand(nightCommand())
      .addCommand(auditCommand())
      .addCommand(lateCommand())
      .addCommand(rucioCommand())
      .addCommand(bucketsCommand())
      .addCommand(notificationsCommand())
      .addCommand(unusableCommand())
      .addCommand(butlerCommand())
      .addCommand(translateCommand()),
  );
}

/** Commands that are added as a whole don't inherit these settings. Some have an option that their own commands have, too. */
function throughout(command: Command): Command {
  command.commands.forEach(throughout);
  return command.enablePositionalOptions().showHelpAfterError('(--help tells more)').exitOverride();
}
