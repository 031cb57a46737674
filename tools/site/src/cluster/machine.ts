import type { Manifest } from '@footman/k8s';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What of this machine stands for the cluster's and the site's. */
export class Machine {
  private constructor(
    readonly directory: string,
    readonly manifests: readonly Manifest[],
    /** What stands for others than the site's pods, by the variable that says where they are. */
    private readonly others: Readonly<Record<string, string>>,
    /** Where each rendered service is, by its name; ports of the loopback interface. */
    readonly services: Map<string, number>,
    /** Programs that the image has on its path. */
    private readonly bin: string,
  ) {}

  static async prepare(
    directory: string,
    manifests: readonly Manifest[],
    others: Readonly<Record<string, string>>,
  ): Promise<Machine> {
    const bin = join(directory, 'bin');
    for (const made of [bin, join(directory, 'logs'), join(directory, 'claims'), join(directory, 'pods')])
      await mkdir(made, { recursive: true, mode: 0o755 });
    const footman = join(
      fileURLToPath(new URL('.', import.meta.resolve('@footman/cli/package.json'))),
      'bin/footman.js',
    );
    await writeFile(join(bin, 'footman'), `#!/bin/sh\nexec '${process.execPath}' '${footman}' "$@"\n`);
    await chmod(join(bin, 'footman'), 0o755);
    return new Machine(directory, manifests, others, new Map(), bin);
  }

  /** Where the output of all processes goes. */
  get logs(): string {
    return join(this.directory, 'logs');
  }

  /** What every process finds beside what it is given. */
  get env(): NodeJS.ProcessEnv {
    return {
      PATH: `${this.bin}${delimiter}${process.env['PATH']}`,
      // It would warn of Node 20, which the image doesn't have.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
  }

  /** A container's variables with the addresses of this machine: of services, and of others. */
  addressed(env: Readonly<Record<string, string>>): Record<string, string> {
    const addressed: Record<string, string> = {};
    for (const [name, value] of Object.entries(env)) {
      const host = /^(.+)_HOST$/.exec(name)?.[1];
      const port = host && this.services.get(value);
      if (port) Object.assign(addressed, { [name]: '127.0.0.1', [`${host}_PORT`]: String(port) });
      else addressed[name] = this.others[name] ?? this.withHosts(value);
    }
    return addressed;
  }

  /** A URL's host that is a service's name. */
  private withHosts(value: string): string {
    return value.replace(/(?<=:\/\/(?:[^/@]*@)?)([a-z][a-z0-9-]*)(:\d+)?(?=[/?]|$)/, (all, host: string) => {
      const port = this.services.get(host);
      return port === undefined ? all : `127.0.0.1:${port}`;
    });
  }
}
