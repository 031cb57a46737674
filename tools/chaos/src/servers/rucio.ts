import { type RucioFiles, RucioLab } from '@footman/labs';
import { RucioClient } from '@footman/rucio-client';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from './places.js';
import { Program } from './program.js';

/** A Rucio server, and where the registrar finds it. */
export interface RucioServer {
  readonly program: Program;
  /** As the official client's RUCIO_CONFIG. */
  configAt(port: number): Promise<string>;
}

/** What ours are at the server, and where files are; the lab has made both. */
export const RUCIO = {
  RUCIO_RSE: 'S3EMB',
  RUCIO_SCOPE: 'raw',
  RUCIO_DTN: 's3://s3dfrgw.example.org:443/',
} as const;

/** A Rucio server, its tables in a database that is there. */
export async function rucioServer({ directory, log, port }: Place, database: string): Promise<RucioServer> {
  const { url, ca, command } = await RucioLab.prepare(directory, port, database);
  return {
    program: await programOf({ url, ca, command }, log),
    async configAt(front) {
      const file = join(directory, 'client.cfg');
      const host = `https://127.0.0.1:${front}`;
      const login = 'auth_type = userpass\naccount = ingest\nusername = ingest\npassword = ingestpw\n';
      await writeFile(file, `[client]\nrucio_host = ${host}\nauth_host = ${host}\nca_cert = ${ca}\n${login}`);
      return file;
    },
  };
}

async function programOf(
  { url, ca, command: [command = '', ...args] }: Pick<RucioFiles, 'url' | 'ca' | 'command'>,
  log: string,
): Promise<Program> {
  const authority = await readFile(ca, 'utf8');
  const nobody = { kind: 'oidc', token: '' } as const;
  return new Program({
    name: 'rucio',
    command,
    args,
    env: { PATH: process.env['PATH'] },
    log,
    ready: async () => {
      const client = new RucioClient({
        url,
        ca: authority,
        credentials: nobody,
        attempts: 1,
        timeoutMs: 2000,
      });
      try {
        return (await client.version()) !== '';
      } finally {
        client.close();
      }
    },
  });
}
