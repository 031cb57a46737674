import { ConfigError, parseConfig, type ConfigProblem, type ServiceSettings } from '@footman/service';
import { UsageError } from '../errors.js';
import type { KnownService } from './services.js';

/** A service that may be started: its settings are as they have to be. */
export interface PlannedService extends KnownService {
  readonly config: ServiceSettings;
  /** What it finds in its environment. */
  readonly env: NodeJS.ProcessEnv;
}

/** Which services are wanted. */
export interface Choice {
  /** No others than these; all that are usual if there are none. */
  readonly only?: readonly string[];
  readonly without?: readonly string[];
}

/**
 * Reads the settings of all services that are wanted, before any is started.
 *
 * All of them see the same environment, as in a deployment. What only one is to be told has the service's name before it: `INTAKE_PORT`.
 *
 * @throws ConfigError with what is wrong with any of them.
 * @throws UsageError for a service that there isn't.
 */
export function planServices(
  known: readonly KnownService[],
  choice: Choice,
  env: NodeJS.ProcessEnv,
): PlannedService[] {
  const problems = new Map<string, string[]>();
  const note = (name: string, error: unknown) => {
    for (const { variable, rule } of problemsOf(error)) {
      const line = JSON.stringify([variable, rule]);
      problems.set(line, [...(problems.get(line) ?? []), name]);
    }
  };
  const planned = chosen(known, choice, env).flatMap(({ service, use }) => {
    const own = environmentFor(service.name, env);
    try {
      service.check?.(own);
    } catch (error) {
      note(service.name, error);
    }
    try {
      return [{ service, use, config: parseConfig(service.config, own), env: own }];
    } catch (error) {
      note(service.name, error);
      return [];
    }
  });
  const found = [...problems].map(([line, services]) => problemOf(line, services));
  const all = [...found, ...clashes(planned)];
  if (all.length > 0) throw new ConfigError(all);
  return planned;
}

/** The environment of one service: what has its name before it counts for it alone. */
function environmentFor(name: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const prefix = `${name.toUpperCase()}_`;
  const own = Object.entries(env).filter(([variable]) => variable.startsWith(prefix));
  return { ...env, ...Object.fromEntries(own.map(([variable, v]) => [variable.slice(prefix.length), v])) };
}

function chosen(
  known: readonly KnownService[],
  { only = [], without = [] }: Choice,
  env: NodeJS.ProcessEnv,
): KnownService[] {
  const names = known.map(({ service }) => service.name);
  const unknown = [...only, ...without].find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`there is no service ${unknown}: there are ${names.join(', ')}`);
  const asked = ({ service, usual }: KnownService) =>
    only.length === 0 ? (usual?.(env) ?? true) : only.includes(service.name);
  const wanted = known.filter((each) => asked(each) && !without.includes(each.service.name));
  if (wanted.length === 0) throw new UsageError('no service is left to be started');
  return wanted;
}

function problemsOf(error: unknown): readonly ConfigProblem[] {
  if (error instanceof ConfigError) return error.problems;
  const rule = error instanceof Error ? error.message : String(error);
  const hint = (error as { code?: unknown }).code === 'queue.no_backend' ? '; or see --embedded' : '';
  return [{ variable: 'environment', rule: `${rule}${hint}` }];
}

/** Several services have most variables in common: a problem of one is said once. */
function problemOf(line: string, services: readonly string[]): ConfigProblem {
  const [variable, rule] = JSON.parse(line) as [string, string];
  return { variable: `${variable} (${services.join(', ')})`, rule };
}

/** PORT is for one service; in one process each needs its own. */
function clashes(planned: readonly PlannedService[]): ConfigProblem[] {
  const ports = planned.map(({ config }) => config.PORT);
  const twice = planned.filter(
    ({ config: { PORT } }) => PORT !== 0 && ports.filter((p) => p === PORT).length > 1,
  );
  return twice.map(({ service: { name }, config: { PORT } }) => ({
    variable: `${name.toUpperCase()}_PORT`,
    rule: `has to be set: ${PORT} is another service's, too`,
  }));
}
