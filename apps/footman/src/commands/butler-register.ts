import { openRepository } from '@footman/butler-client';
import { registerInstruments } from '@footman/obs-base';
import { Command } from 'commander';
import { openOptions, REPO_HELP } from '../open-options.js';

/** `footman butler register REPO INSTRUMENT...`. */
export function butlerRegisterCommand(): Command {
  return new Command('register')
    .description('Register instruments with their detectors and filters; again is harmless')
    .argument('<repo>', REPO_HELP)
    .argument('<instrument...>', 'such as LSSTCam')
    .action(async (repo: string, instruments: string[]) => {
      const repository = await openRepository(repo, { ...openOptions, writeable: true });
      try {
        await registerInstruments(repository, instruments);
      } finally {
        await repository.close();
      }
      process.stderr.write(`Registered ${instruments.join(', ')} in ${repo}.\n`);
    });
}
