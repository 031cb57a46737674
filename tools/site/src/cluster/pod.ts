import { type Container, environmentOf, type PodSpec, type Probe, type Workload } from '@footman/k8s';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContainerProcess, type Ending, type Program } from './container-process.js';
import { clientAt, commandOf, listenAt, POSTGRES } from './images.js';
import { localPort } from './local-port.js';
import type { Machine } from './machine.js';
import { PostgresContainer } from './postgres-container.js';
import { type ProbeCounts, Probing } from './probing.js';
import type { Endpoint } from './service-address.js';
import { Volumes } from './volumes.js';

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;
/** What Kubernetes gives a pod that says nothing else, in seconds. */
const GRACE = 30;
/** A pod may be unready for as long as it likes; here nobody waits after so many probes. */
const PATIENCE = 12;
const INIT_ATTEMPTS = 5;

/** What was seen of a pod. */
export interface PodReport {
  readonly pod: string;
  readonly image: string;
  readonly port: number;
  /** Until it was ready, in seconds. */
  readonly readyAfter: number;
  readonly probes: Readonly<Record<(typeof PROBES)[number], ProbeCounts | null>>;
  /** How often its process ended although nobody had told it to. */
  readonly restarts: number;
  readonly graceSeconds: number;
  readonly ending: Ending | null;
}

/** A pod's processes on this machine, each started, probed and ended as the kubelet does it. */
export class Pod implements Endpoint {
  private process: ContainerProcess | PostgresContainer | undefined;
  private ending: Ending | undefined;
  private restarts = 0;
  private readyAfter = 0;
  private readonly stopping = new AbortController();
  private readonly probing = new Map<(typeof PROBES)[number], Probing>();
  private watching: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly name: string,
    private readonly workload: Workload,
    private readonly container: Container,
    private readonly volumes: Volumes,
    private readonly machine: Machine,
    readonly port: number,
  ) {}

  static async make(workload: Workload, index: number, machine: Machine): Promise<Pod> {
    const name = `${workload.metadata.name}-${index}`;
    const spec = specOf(workload);
    const [container, ...others] = spec.containers;
    if (!container || others.length > 0) throw new Error(`${name}: only pods of one container are known`);
    const own = join(machine.directory, 'pods', name);
    const port = await localPort();
    const volumes = await Volumes.make(
      spec,
      machine.manifests,
      own,
      join(machine.directory, 'claims'),
      (made, content) => listenAt(container, port, made.here(container, content)),
    );
    return new Pod(name, workload, container, volumes, machine, port);
  }

  get labels(): Readonly<Record<string, string>> {
    return this.workload.spec.template.metadata.labels;
  }

  get ready(): boolean {
    const readiness = this.probing.get('readinessProbe');
    return this.process?.runs === true && this.readyAfter > 0 && (readiness?.counts.ok ?? true);
  }

  /** The container's first port, which has one name and one number. */
  portOf(target: number | string): number | undefined {
    const [port] = this.container.ports ?? [];
    const known = port?.name === target || port?.containerPort === target;
    if (!known) return undefined;
    return this.process instanceof PostgresContainer ? this.process.port : this.port;
  }

  /** What the container's process finds in its environment. */
  get env(): NodeJS.ProcessEnv {
    return { ...this.environmentOf(this.container), HOST: '127.0.0.1', PORT: String(this.port) };
  }

  /**
   * Runs the init containers one after the other, then starts the container and waits until it is ready.
   *
   * @throws Error when it doesn't get ready.
   */
  async start(): Promise<void> {
    const begin = performance.now();
    for (const init of specOf(this.workload).initContainers ?? []) await this.runInit(init);
    this.process = await this.run();
    for (const name of PROBES) {
      const probe = this.container[name];
      if (probe) this.probing.set(name, new Probing(probe, (each, ms) => this.attempt(each, ms)));
    }
    const { signal } = this.stopping;
    const started = (await this.probing.get('startupProbe')?.succeeds(signal)) ?? true;
    const ready = started && ((await this.probing.get('readinessProbe')?.succeeds(signal, PATIENCE)) ?? true);
    if (!ready)
      throw new Error(`${this.name} did not get ${started ? 'ready' : 'up'}; its log is ${this.log}`);
    this.readyAfter = (performance.now() - begin) / 1000;
    this.watching = Promise.all(
      (['readinessProbe', 'livenessProbe'] as const).map((name) => this.probing.get(name)?.goOn(signal)),
    );
  }

  /** preStop, SIGTERM, and SIGKILL when the grace period is over. */
  async stop(): Promise<void> {
    if (!this.process || this.ending) return;
    if (!this.process.runs) this.restarts++;
    this.stopping.abort();
    const begin = performance.now();
    const preStop = this.container.lifecycle?.preStop?.exec?.command;
    if (preStop) await this.execute(preStop, this.graceSeconds * 1000);
    const before = (performance.now() - begin) / 1000;
    const { seconds, exitCode } = await this.process.end(this.graceSeconds - before);
    this.ending = { seconds: before + seconds, exitCode };
    await this.watching;
  }

  report(): PodReport {
    const counts = (name: (typeof PROBES)[number]) => this.probing.get(name)?.counts ?? null;
    return {
      pod: this.name,
      image: this.container.image,
      port: this.portOf(this.container.ports?.[0]?.name ?? '') ?? this.port,
      readyAfter: this.readyAfter,
      probes: {
        startupProbe: counts('startupProbe'),
        readinessProbe: counts('readinessProbe'),
        livenessProbe: counts('livenessProbe'),
      },
      restarts: this.restarts,
      graceSeconds: this.graceSeconds,
      ending: this.ending ?? null,
    };
  }

  private get log(): string {
    return join(this.machine.logs, `${this.name}.log`);
  }

  private get graceSeconds(): number {
    return specOf(this.workload).terminationGracePeriodSeconds ?? GRACE;
  }

  /** As the kubelet does, it begins again when it has failed: two pods may want to make the same thing. */
  private async runInit(init: Container): Promise<void> {
    const log = join(this.machine.logs, `${this.name}-${init.name}.log`);
    for (let attempt = 1; attempt <= INIT_ATTEMPTS; attempt++) {
      const process = await ContainerProcess.start(this.programOf(init, this.environmentOf(init)), log);
      if ((await process.done()) === 0) return;
      await sleep(1000);
    }
    throw new Error(`${this.name}: ${init.name} failed again and again; its log is ${log}`);
  }

  private async run(): Promise<ContainerProcess | PostgresContainer> {
    if (!POSTGRES.test(this.container.image))
      return ContainerProcess.start(this.programOf(this.container, this.env), this.log);
    const directory = join(this.machine.directory, 'pods', this.name, 'cluster');
    await mkdir(directory, { recursive: true });
    return PostgresContainer.start(this.env, directory, this.log);
  }

  private programOf(container: Container, env: NodeJS.ProcessEnv): Program {
    const { command, args } = commandOf(container);
    return { command, args: args.map((arg) => this.volumes.here(container, arg)), env };
  }

  private environmentOf(container: Container): NodeJS.ProcessEnv {
    const given = this.machine.addressed(environmentOf(container, this.machine.manifests));
    const here = Object.entries(given).map(([name, value]) => [name, this.volumes.here(container, value)]);
    return { ...this.machine.env, ...Object.fromEntries(here) };
  }

  private async attempt({ httpGet, exec }: Probe, timeoutMs: number): Promise<boolean> {
    if (httpGet) {
      const port = this.portOf(httpGet.port);
      const url = `http://127.0.0.1:${port}${httpGet.path}`;
      return fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' }).then(
        ({ status }) => status >= 200 && status < 400,
        () => false,
      );
    }
    if (this.process instanceof PostgresContainer) return this.process.ready();
    return this.execute(exec?.command ?? [], timeoutMs);
  }

  /** Runs a command as in the container; gives whether it was content. */
  private async execute(command: readonly string[], timeoutMs: number): Promise<boolean> {
    const [program = '', ...args] = command.map((part) =>
      clientAt(this.container, this.port, this.volumes.here(this.container, part)),
    );
    const child = spawn(program, args, { env: this.env, stdio: 'ignore', timeout: timeoutMs });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code === 0;
  }
}

/** The pod's spec, with the volumes that a StatefulSet claims for each pod. */
function specOf({ spec }: Workload): PodSpec {
  const claimed = (spec.volumeClaimTemplates ?? []) as readonly {
    readonly metadata: { readonly name: string };
  }[];
  const { volumes = [], ...pod } = spec.template.spec;
  return { ...pod, volumes: [...volumes, ...claimed.map(({ metadata: { name } }) => ({ name }))] };
}
