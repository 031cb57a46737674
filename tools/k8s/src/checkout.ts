import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from './manifest.js';
import { StandInVault, type StandInVaultOptions } from './stand-in-vault.js';

/** The directory k8s of this repository. */
export const K8S = fileURLToPath(new URL('../../../k8s', import.meta.url));

/** The programs without which nothing can be rendered, as far as they aren't here. */
export const LACKING = ['kubectl', 'make'].filter(
  (program) =>
    !(process.env['PATH'] ?? '').split(delimiter).some((directory) => existsSync(join(directory, program))),
);

/** A copy of k8s, so that no test puts secrets where an operator works, with a stand-in for Vault. */
export class Checkout {
  private constructor(
    readonly directory: string,
    readonly vault: StandInVault,
  ) {}

  static async make(vault: StandInVaultOptions = {}): Promise<Checkout> {
    const directory = await mkdtemp(join(tmpdir(), 'footman-k8s-'));
    await cp(K8S, join(directory, 'k8s'), { recursive: true, verbatimSymlinks: true });
    return new Checkout(directory, await StandInVault.make(join(directory, 'bin'), vault));
  }

  /** @param place a site, or where else something is rendered: moving-over/SITE. */
  overlay(place: string): string {
    return place.includes('/')
      ? join(this.directory, 'k8s', place)
      : join(this.directory, 'k8s', 'overlays', place);
  }

  get env(): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env;
    return { PATH: `${this.vault.directory}${delimiter}${PATH}`, HOME };
  }

  /** What `make dump` prints in an overlay, or in another such place. */
  async dump(site: string): Promise<string> {
    const { stdout } = await promisify(execFile)('make', ['dump'], {
      cwd: this.overlay(site),
      env: this.env,
      maxBuffer: 1 << 24,
    });
    return stdout;
  }

  /** The objects that `make dump` prints. */
  async render(site: string): Promise<Manifest[]> {
    return parseAllDocuments(await this.dump(site)).map((document) => document.toJS() as Manifest);
  }

  /** A file of an overlay. */
  async read(site: string, file: string): Promise<string> {
    return await readFile(join(this.overlay(site), file), 'utf8');
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
