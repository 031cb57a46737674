import { type Repository, createRepository } from '@footman/butler-client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerInstruments } from '../../src/register-instruments.js';

/** A repository on SQLite with LSSTCam registered, in a directory that goes with it. */
export async function temporaryRepository(): Promise<{
  readonly repository: Repository;
  remove(): Promise<void>;
}> {
  const directory = await mkdtemp(join(tmpdir(), 'footman-obs-base-'));
  const repository = await createRepository(join(directory, 'repo'));
  await registerInstruments(repository, ['LSSTCam']);
  return {
    repository,
    remove: async () => {
      await repository.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
