import { freePort, ServerProcess } from '@footman/embedded';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { RuleGroup } from './rules.js';

/** A rule as Prometheus says that it stands. */
export interface RuleState {
  readonly name: string;
  readonly health: 'unknown' | 'ok' | 'err';
  readonly lastError?: string;
  readonly alerts?: readonly AlertState[];
}

/** An alert that Prometheus has raised. */
export interface AlertState {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a server is started with. */
export interface PrometheusServerOptions {
  /** The program. */
  readonly prometheus: string;
  readonly site: string;
  /** What it collects from, every second. */
  readonly services: readonly { readonly name: string; readonly url: string }[];
  readonly groups: readonly RuleGroup[];
}

/** A Prometheus of our own, which collects and evaluates every second and knows no patience: alerts fire as soon as they are raised. */
export class PrometheusServer {
  private constructor(
    private readonly url: string,
    private readonly process: ServerProcess,
    private readonly directory: string,
  ) {}

  static async start({
    prometheus,
    site,
    services,
    groups,
  }: PrometheusServerOptions): Promise<PrometheusServer> {
    const directory = await mkdtemp(join(tmpdir(), 'footman-prometheus-'));
    const port = await freePort();
    const config = {
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: ['rules.yaml'],
      // With the labels that a PodMonitor gives.
      scrape_configs: services.map(({ name, url }) => ({
        job_name: name,
        static_configs: [
          { targets: [new URL(url).host], labels: { namespace: site, pod: `footman-${name}-1` } },
        ],
      })),
    };
    const hurried = groups.map(({ name, rules }) => ({
      name,
      interval: '1s',
      rules: rules.map((rule) => ({ ...rule, for: undefined })),
    }));
    await writeFile(join(directory, 'prometheus.yaml'), stringify(config));
    await writeFile(join(directory, 'rules.yaml'), stringify({ groups: hurried }));
    const args = [
      `--config.file=${join(directory, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ];
    const server = new PrometheusServer(
      `http://127.0.0.1:${port}`,
      new ServerProcess(prometheus, args, { stdio: ['ignore', 'ignore', 'inherit'] }),
      directory,
    );
    await server.until(async () => (await fetch(`${server.url}/-/ready`)).ok);
    return server;
  }

  /** All rules, as they stand. */
  async rules(): Promise<RuleState[]> {
    const { groups } = await this.ask<{ groups: readonly { rules: readonly RuleState[] }[] }>('rules');
    return groups.flatMap(({ rules }) => rules);
  }

  /** All alerts that fire. */
  async firing(): Promise<AlertState[]> {
    const { alerts } = await this.ask<{ alerts: readonly AlertState[] }>('alerts');
    return alerts.filter(({ state }) => state === 'firing');
  }

  /** How many series an expression gives now. @throws what Prometheus has against it */
  async count(expr: string): Promise<number> {
    const { result } = await this.ask<{ result: readonly unknown[] }>(
      `query?query=${encodeURIComponent(expr)}`,
    );
    return result.length;
  }

  /** Waits until something is so, errors being no. */
  async until(isSo: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
    for (const end = Date.now() + timeoutMs; !(await isSo().catch(() => false)); await sleep(100))
      if (Date.now() > end) throw new Error(`It has not become so within ${timeoutMs / 1000} s`);
  }

  async close(): Promise<void> {
    await this.process.end('SIGTERM');
    await rm(this.directory, { recursive: true, force: true });
  }

  private async ask<T>(what: string): Promise<T> {
    const response = await fetch(`${this.url}/api/v1/${what}`);
    const { data, error } = (await response.json()) as { data: T; error?: string };
    if (error) throw new Error(error);
    return data;
  }
}
