import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun, run } from './command.js';

/** Where a registry is: a SQLite file, or a PostgreSQL URL with a schema. */
export interface Registry {
  readonly database: string;
  readonly schema?: string;
}

/** Rubin's own Butler and ingest tasks, behind the `oracle` command of a reference installation. */
export class Reference {
  private constructor(private readonly oracle: string) {}

  /** Installs the reference if it isn't there yet (from PyPI, half a minute or more). */
  static async install(shared: string): Promise<Reference> {
    const up = join(shared, 'oracle', 'up.sh');
    if (!existsSync(up))
      throw new Error(
        `there is no reference at ${shared}: set FOOTMAN_REFERENCE to the directory that has oracle/up.sh`,
      );
    const printed = await mustRun('bash', [up]);
    return new Reference(printed.trim().split('\n').at(-1) as string);
  }

  /** Creates a repository and registers the five instruments. */
  async createRepository(
    root: string,
    { database, schema }: Partial<Registry>,
    universe?: number,
  ): Promise<void> {
    await this.must(
      'mkrepo',
      root,
      ...(database ? ['--db', database] : []),
      ...schemaOption(schema),
      ...(universe ? ['--universe', String(universe)] : []),
    );
  }

  /** Ingests directories, and gives how many files the reference refused; refusals are part of the comparison. */
  async ingest(root: string, directories: readonly string[]): Promise<number> {
    const { stdout, stderr, exitCode } = await run(this.oracle, ['ingest', root, ...directories]);
    if (exitCode === 0) return (JSON.parse(stdout) as { failures: unknown[] }).failures.length;
    // An exposure whose filter isn't registered ends the whole task, before anything is written.
    if (!stderr.includes('DataIdValueError')) throw new Error(stderr.slice(-4000));
    const files = await Promise.all(directories.map((directory) => readdir(directory)));
    return files.flat().filter((file) => file.endsWith('.fits')).length;
  }

  /** Writes one exposure's 205 files, or the first of them, and gives their directory. */
  async writeExposure(
    out: string,
    header: string,
    seqNum: number,
    options: { sidecars: boolean; detectors?: number },
  ): Promise<string> {
    const printed = await this.must(
      'exposure',
      out,
      header,
      '--seq',
      String(seqNum),
      ...(options.sidecars ? [] : ['--no-sidecar']),
      ...(options.detectors ? ['--detectors', String(options.detectors)] : []),
    );
    return printed.trim().split(' ').slice(0, -1).join(' ');
  }

  /** Dumps every row of a registry as sorted JSON lines. */
  async dump({ database, schema }: Registry, file: string): Promise<string> {
    const rows = await this.must('dump', database, ...schemaOption(schema));
    await writeFile(file, rows);
    return rows;
  }

  /** @throws with the differences, unless two dumps are the same. */
  async same(a: string, b: string, options: { attributes?: boolean } = {}): Promise<string> {
    const { stdout, stderr, exitCode } = await run(this.oracle, [
      'diff',
      a,
      b,
      ...(options.attributes ? ['--attributes'] : []),
    ]);
    if (exitCode !== 0 || !stdout.includes('SAME')) throw new Error(stdout + stderr);
    return stdout.trim();
  }

  /** Opens a repository with Rubin's Butler and reads it as a pipeline would. */
  async check(root: string): Promise<Record<string, Record<string, unknown>>> {
    const { instruments } = JSON.parse(await this.must('check', root)) as {
      instruments: Record<string, Record<string, unknown>>;
    };
    return instruments;
  }

  private must(...args: string[]): Promise<string> {
    return mustRun(this.oracle, args);
  }
}

function schemaOption(schema: string | undefined): string[] {
  return schema ? ['--schema', schema] : [];
}
