import {
  type Repository,
  RepositoryUnavailableError,
  createRepository,
  openRepository,
} from '@footman/butler-client';
import { type EmbeddedServer, startPostgres } from '@footman/embedded';
import { registerInstruments } from '@footman/obs-base';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { openOptions } from '../open-options.js';
import type { DemoButler } from './demo-parts.js';

const SCHEMA = 'butler';

/** The demonstration's repository, made or the one that is there already, with these instruments. */
export async function provideRepository(butler: DemoButler, instruments: readonly string[]): Promise<void> {
  const repository = await madeOrOpened(butler);
  try {
    await registerInstruments(repository, instruments);
  } finally {
    await repository.close();
  }
}

async function madeOrOpened(butler: DemoButler): Promise<Repository> {
  if (existsSync(configOf(butler.repo))) {
    if (butler.kind === 'postgres') await pointAt(butler.repo, butler.connectionString);
    return openRepository(butler.repo, { ...openOptions, writeable: true });
  }
  const place = butler.kind === 'postgres' ? { database: butler.connectionString, schema: SCHEMA } : {};
  return createRepository(butler.repo, place);
}

/** Opens a repository for reading; one of a demonstration that is over gets its database server for the time being. */
export async function withRepository<T>(
  repo: string,
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  let postgres: EmbeddedServer | undefined;
  try {
    const repository = await openRepository(repo, openOptions).catch(async (error: unknown) => {
      const cluster = await demoCluster(repo);
      if (!(error instanceof RepositoryUnavailableError) || !cluster) throw error;
      postgres = await startPostgres(cluster);
      await pointAt(repo, postgres.url);
      return openRepository(repo, openOptions);
    });
    try {
      return await work(repository);
    } finally {
      await repository.close();
    }
  } finally {
    await postgres?.close();
  }
}

/** Where the server's data are, if the repository is a demonstration's; any other's server is none of our business. */
async function demoCluster(repo: string): Promise<string | undefined> {
  const cluster = join(dirname(resolve(repo)), 'postgres');
  const ours = existsSync(cluster) && (await readFile(configOf(repo), 'utf8')).includes('//footman:');
  return ours ? cluster : undefined;
}

/** The embedded server listens at another port each time. */
async function pointAt(repo: string, database: string): Promise<void> {
  const document = parseDocument(await readFile(configOf(repo), 'utf8'));
  document.setIn(['registry', 'db'], database);
  await writeFile(configOf(repo), document.toString());
}

function configOf(repo: string): string {
  return join(repo, 'butler.yaml');
}
