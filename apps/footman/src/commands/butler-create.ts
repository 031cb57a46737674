import { createRepository } from '@footman/butler-client';
import { Command } from 'commander';

/** `footman butler create REPO`. */
export function butlerCreateCommand(): Command {
  return new Command('create')
    .description('Create an empty Butler repository')
    .argument('<repo>', 'directory that gets the butler.yaml')
    .option('--db <url>', 'postgresql://... or sqlite:///...; SQLite in the directory itself when left out')
    .option('--schema <name>', "PostgreSQL schema; the user's own when left out")
    .action(async (repo: string, { db, schema }: { db?: string; schema?: string }) => {
      const repository = await createRepository(repo, { database: db, schema });
      await repository.close();
      process.stderr.write(`Created ${repo}. Next: footman butler register ${repo} LSSTCam\n`);
    });
}
