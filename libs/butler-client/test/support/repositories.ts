import { EmbeddedServer, startPostgres } from '@footman/embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateOptions } from '../../src/index.js';

/** Places for new repositories on one of the databases. */
export interface Places {
  /** A directory that isn't there yet, and where its registry goes. */
  next(): { readonly root: string; readonly options: CreateOptions };
  close(): Promise<void>;
}

async function places(server: EmbeddedServer | undefined): Promise<Places> {
  const directory = await mkdtemp(join(tmpdir(), 'footman-butler-'));
  let n = 0;
  return {
    next: () => {
      n += 1;
      return {
        root: join(directory, `repo${n}`),
        options: server ? { database: server.url, schema: `Registry ${n}` } : {},
      };
    },
    close: async () => {
      await server?.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Both databases that a registry can be in; each suite runs on both. */
export const DATABASES: readonly (readonly [string, () => Promise<Places>])[] = [
  ['SQLite', () => places(undefined)],
  ['PostgreSQL', async () => places(await startPostgres())],
];
