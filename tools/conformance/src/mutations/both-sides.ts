import { openRepository, type Repository } from '@footman/butler-client';
import { fileSource } from '@footman/fits';
import { RawIngest, type RawFile, RefusedFileError, describeRaw, readRawHeader } from '@footman/obs-base';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { footman } from '../support/footman.js';
import type { Reference } from '../support/reference.js';
import type { ReferenceScript } from '../support/reference-script.js';
import { type MutatedHeader, sidecarText } from './mutated-header.js';
import { RegistryRows, differences } from './registry-rows.js';

/** What came of one header on both sides. */
export interface Verdict {
  readonly outcome: 'same rows' | 'both refuse' | 'different';
  readonly differences: readonly string[];
}

interface TheirAnswer {
  readonly refused: string | null;
  readonly visit: string | null;
}

/** The same file ingested by Footman and by the reference, each into an SQLite repository of its own. */
export class BothSides {
  private constructor(
    private readonly directory: string,
    private readonly repository: Repository,
    private readonly script: ReferenceScript,
    private readonly ourRows: RegistryRows,
    private readonly theirRows: RegistryRows,
  ) {}

  static async open(
    reference: Reference,
    directory: string,
    instruments: readonly string[],
  ): Promise<BothSides> {
    const ours = join(directory, 'footman');
    const theirs = join(directory, 'reference');
    await mkdir(directory, { recursive: true });
    await Promise.all([
      footman.createRepository(ours, {}, instruments),
      reference.createRepository(theirs, {}, { instruments }),
    ]);
    const rows = (root: string) => new RegistryRows(join(root, 'gen3.sqlite3'));
    const repository = await openRepository(ours, { writeable: true });
    return new BothSides(
      directory,
      repository,
      reference.startScript('ingest.py', theirs),
      rows(ours),
      rows(theirs),
    );
  }

  /** Ingests a header on both sides, compares the rows and forgets them. */
  async compare(header: MutatedHeader): Promise<Verdict> {
    const path = join(this.directory, 'raw.fits');
    await writeFile(path, 'The sidecar tells all.');
    await writeFile(join(this.directory, 'raw.json'), sidecarText(header));
    try {
      const [ours, theirs] = await Promise.all([this.ingest(path), this.ask(path)]);
      return this.verdict(ours, theirs);
    } catch (error) {
      return { outcome: 'different', differences: [(error as Error).message] };
    } finally {
      this.ourRows.clear();
      this.theirRows.clear();
    }
  }

  async close(): Promise<void> {
    this.ourRows.close();
    this.theirRows.close();
    await Promise.all([this.script.close(), this.repository.close()]);
  }

  private verdict(refused: string | null, theirs: TheirAnswer): Verdict {
    if (refused !== null && theirs.refused !== null) return { outcome: 'both refuse', differences: [] };
    if (refused !== null || theirs.refused !== null) {
      const whose =
        refused === null ? `the reference refuses: ${theirs.refused}` : `Footman refuses: ${refused}`;
      return { outcome: 'different', differences: [`only ${whose}`] };
    }
    const found = differences(this.ourRows.read(), this.theirRows.read());
    if (found.length === 0) return { outcome: 'same rows', differences: [] };
    const remark = theirs.visit === null ? [] : [`the reference makes no visit: ${theirs.visit}`];
    return { outcome: 'different', differences: [...found, ...remark] };
  }

  /** Why Footman refuses the file, or null when it's in. */
  private async ingest(path: string): Promise<string | null> {
    const file: RawFile = {
      uri: pathToFileURL(path).href,
      size: 22,
      guider: false,
      bytes: fileSource(path),
      sidecar: () => readFile(path.replace(/\.fits$/, '.json')),
    };
    try {
      const raw = describeRaw(file, await readRawHeader(file));
      const { files } = await new RawIngest(this.repository).write([raw]);
      const [outcome] = files;
      return outcome?.status === 'refused' ? outcome.error.reason : null;
    } catch (error) {
      if (error instanceof RefusedFileError) return error.reason;
      // Neither a row nor a refusal, which is a difference whatever the reference does.
      throw new Error(`Footman stumbles: ${(error as Error).stack}`, { cause: error });
    }
  }

  private async ask(path: string): Promise<TheirAnswer> {
    return JSON.parse(await this.script.ask(path)) as TheirAnswer;
  }
}
