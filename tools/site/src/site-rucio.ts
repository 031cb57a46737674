import type { Manifest } from '@footman/k8s';
import { RucioLab } from '@footman/labs';
import { RucioClient } from '@footman/rucio-client';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The account of the lab's that has a key. */
const ACCOUNT = 'ingest';

/** Stands for the Rucio that a site registers with. */
export class SiteRucio {
  private constructor(
    private readonly lab: RucioLab,
    /** Where its authority's certificate is. */
    private readonly ca: string,
  ) {}

  /** Undefined, with a word on stderr, where Rucio can't be had. */
  static async start(directory: string): Promise<SiteRucio | undefined> {
    const lab = await RucioLab.start();
    if (!lab) return undefined;
    const ca = join(directory, 'rucio-ca.pem');
    await writeFile(ca, lab.place.ca);
    return new SiteRucio(lab, ca);
  }

  /** What opens it. */
  get key(): string {
    return this.lab.place.sshKey;
  }

  /** A site's objects, in whose rucio.cfg this one stands. */
  instead(manifests: readonly Manifest[]): Manifest[] {
    return manifests.map((manifest) => {
      const text = manifest.kind === 'ConfigMap' && manifest.data?.['rucio.cfg'];
      return text ? { ...manifest, data: { ...manifest.data, 'rucio.cfg': this.here(text) } } : manifest;
    });
  }

  /** The names of all files of a scope's datasets. */
  async files(scope: string): Promise<string[]> {
    const { url, ca, sshKey } = this.lab.place;
    const client = new RucioClient({ url, ca, credentials: { kind: 'ssh', account: ACCOUNT, key: sshKey } });
    try {
      const datasets = await client.listDids(scope, '*', 'dataset');
      const files = await Promise.all(datasets.map((name) => client.listFiles({ scope, name })));
      return files.flat().map(({ name }) => name);
    } finally {
      client.close();
    }
  }

  async stop(): Promise<void> {
    await this.lab.stop();
  }

  private here(text: string): string {
    return text
      .replace(/^(rucio_host|auth_host) *=.*$/gm, `$1 = ${this.lab.place.url}`)
      .replace(/^account *=.*$/m, `account = ${ACCOUNT}\nca_cert = ${this.ca}`);
  }
}
