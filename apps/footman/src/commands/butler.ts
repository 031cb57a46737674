import { Command } from 'commander';
import { butlerCreateCommand } from './butler-create.js';
import { butlerDoctorCommand } from './butler-doctor.js';
import { butlerIngestCommand } from './butler-ingest.js';
import { butlerRegisterCommand } from './butler-register.js';
import { butlerShowCommand } from './butler-show.js';
import { butlerVerifyCommand } from './butler-verify.js';

/** `footman butler ...`: a Butler repository without queue or services. */
export function butlerCommand(): Command {
  return new Command('butler')
    .description('Create, fill and look at a Butler repository')
    .addCommand(butlerCreateCommand())
    .addCommand(butlerRegisterCommand())
    .addCommand(butlerIngestCommand())
    .addCommand(butlerShowCommand())
    .addCommand(butlerVerifyCommand())
    .addCommand(butlerDoctorCommand());
}
