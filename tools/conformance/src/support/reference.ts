import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from './command.js';
import { ReferenceCommands } from './reference-commands.js';
import { ReferenceScript } from './reference-script.js';

const scripts = fileURLToPath(new URL('../../python', import.meta.url));

/** Where a registry is: a SQLite file, or a PostgreSQL URL with a schema. */
export interface Registry {
  readonly database: string;
  readonly schema?: string;
}

/** Rubin's own Butler and ingest tasks, behind the `oracle` command of a reference installation. */
export class Reference {
  private constructor(
    private readonly installed: string,
    private readonly shared: string,
    private readonly commands: ReferenceCommands,
  ) {}

  /** Installs the reference if it isn't there yet (from PyPI, half a minute or more); it works until it is closed. */
  static async install(shared: string, work: string): Promise<Reference> {
    const directory = join(shared, 'oracle');
    const up = join(directory, 'up.sh');
    if (!existsSync(up))
      throw new Error(
        `there is no reference at ${shared}: set FOOTMAN_REFERENCE to the directory that has oracle/up.sh`,
      );
    const printed = await mustRun('bash', [up]);
    const installed = dirname(printed.trim().split('\n').at(-1) as string);
    const commands = await ReferenceCommands.start(
      pythonOf(installed),
      [join(scripts, 'commands.py'), directory, join(work, 'oracle')],
      environmentOf(installed, shared),
    );
    return new Reference(installed, shared, commands);
  }

  /** What Rubin's translators say of files. */
  async translate(files: readonly string[]): Promise<Record<string, unknown>[]> {
    const printed = await this.must('translate', ...files);
    return printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line.replaceAll(': NaN', ': null')) as Record<string, unknown>);
  }

  /** Creates a repository and registers instruments, by default the five of the summit. */
  async createRepository(
    root: string,
    { database, schema }: Partial<Registry>,
    { universe, instruments }: { universe?: number; instruments?: readonly string[] } = {},
  ): Promise<void> {
    await this.must(
      'mkrepo',
      root,
      ...(database ? ['--db', database] : []),
      ...schemaOption(schema),
      ...(universe ? ['--universe', String(universe)] : []),
      ...(instruments ? ['--instruments', instruments.join(',')] : []),
    );
  }

  /** Ingests directories, and gives how many files the reference refused; refusals are part of the comparison. */
  async ingest(root: string, directories: readonly string[]): Promise<number> {
    const { stdout, stderr, exitCode } = await this.commands.run(['ingest', root, ...directories]);
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
    const { stdout, stderr, exitCode } = await this.commands.run([
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

  /** Starts a script of `python/` in the reference's Python, with Rubin's packages at hand. */
  startScript(name: string, ...args: readonly string[]): ReferenceScript {
    return this.startScriptWith(this.environment, name, ...args);
  }

  /** The same in another environment. */
  startScriptWith(env: NodeJS.ProcessEnv, name: string, ...args: readonly string[]): ReferenceScript {
    return ReferenceScript.start(this.python, join(scripts, name), args, env);
  }

  /** The directory of embargo-butler's sources. */
  get embargoButler(): string {
    return join(this.installed, 'src', 'embargo-butler', 'src');
  }

  /** The Python that has Rubin's packages, given the environment below. */
  get python(): string {
    return pythonOf(this.installed);
  }

  get environment(): NodeJS.ProcessEnv {
    return environmentOf(this.installed, this.shared);
  }

  /** The versions of Rubin's packages that everything is compared with, by name. */
  async versions(): Promise<Record<string, string>> {
    const script = this.startScript('versions.py');
    try {
      return JSON.parse(await script.ask('')) as Record<string, string>;
    } finally {
      await script.close();
    }
  }

  close(): Promise<void> {
    return this.commands.close();
  }

  private async must(...args: string[]): Promise<string> {
    const { stdout, stderr, exitCode } = await this.commands.run(args);
    if (exitCode === 0) return stdout;
    throw new Error(
      `oracle ${args.join(' ')} ended with ${exitCode}:\n${stdout.slice(-2000)}${stderr.slice(-4000)}`,
    );
  }
}

function pythonOf(installed: string): string {
  return join(installed, 'venv', 'bin', 'python');
}

function environmentOf(installed: string, shared: string): NodeJS.ProcessEnv {
  const source = join(installed, 'src');
  return {
    ...process.env,
    PYTHONPATH: [join(shared, 'oracle', 'shim'), source].join(':'),
    PYTHONDONTWRITEBYTECODE: '1',
    OBS_FIBERSPECTROGRAPH_DIR: join(source, 'packages', 'obs_fiberspectrograph'),
    OBS_RUBINGENERICCAMERA_DIR: join(source, 'packages', 'obs_rubinGenericCamera'),
  };
}

function schemaOption(schema: string | undefined): string[] {
  return schema ? ['--schema', schema] : [];
}
