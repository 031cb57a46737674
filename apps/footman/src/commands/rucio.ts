import { Command } from 'commander';
import { rucioAuditCommand } from './rucio-audit.js';

/** `footman rucio`. */
export function rucioCommand(): Command {
  return new Command('rucio').description('What Rucio has of the files').addCommand(rucioAuditCommand());
}
