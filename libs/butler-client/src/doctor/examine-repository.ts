import { PostgresDatabase } from '../database/postgres-database.js';
import { Database } from '../database/database.js';
import {
  connect,
  findRepository,
  FindOptions,
  FoundRepository,
  readRegistryVersions,
} from '../open-repository.js';
import { readInstruments } from '../read/instruments.js';
import { Registrations } from '../registry/registrations.js';
import { RegistryVersions, versionProblems } from '../registry/known-registry.js';
import { IngestPlan, ingestRights, unmade, Unmade } from './ingest-rights.js';
import { examineServer, examineSqliteFile, latencyOf } from './examine-server.js';
import { Findings, type Finding } from './findings.js';
import { missingRights } from './missing-rights.js';

/** What an examination found. */
export interface Examination {
  /** Whether everything that ingest needs is there. */
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** Statements that would give the role what it lacks. */
  readonly grants: readonly string[];
}

/** How to examine a repository. */
export interface ExamineOptions extends FindOptions {
  /** What will be written, given the registered instruments. */
  readonly plan: (instruments: readonly string[]) => IngestPlan;
}

/**
 * Looks at a repository without changing it: how it is configured, whether its registry is one that we know, what ingest would do, and whether
 * it may. Problems are findings; nothing is thrown.
 */
export async function examineRepository(repo: string, options: ExamineOptions): Promise<Examination> {
  const findings = new Findings();
  const grants: string[] = [];
  const found = await findings.attempt('configuration', () => findRepository(repo, options));
  if (found) {
    findConfiguration(findings, found);
    const database = await findings.attempt('database', () =>
      connect(found.location, { writeable: false, schema: found.config.schema, maxConnections: 1 }),
    );
    if (database) {
      try {
        grants.push(...(await examine(findings, database, found, options)));
      } finally {
        await database.close();
      }
    }
  }
  return { ok: findings.ok, findings: findings.all, grants };
}

function findConfiguration(findings: Findings, { place, config, credentials }: FoundRepository): void {
  const label = place.label === undefined ? '' : ` (label ${place.label})`;
  const root = config.root === undefined ? '' : `, root ${config.root}`;
  findings.good('configuration', `${place.uri}${label}${root}`);
  findings.good('credentials', credentials);
  for (const problem of config.problems) findings.bad('configuration', problem);
}

async function examine(
  findings: Findings,
  database: Database,
  found: FoundRepository,
  { plan }: ExamineOptions,
): Promise<readonly string[]> {
  const { config, location } = found;
  const latency = await latencyOf(database);
  const schema = database instanceof PostgresDatabase ? `, schema ${database.schema}` : '';
  findings.good('database', `${database.description}${schema}, answers in ${latency.toFixed(1)} ms`);
  const server =
    database instanceof PostgresDatabase
      ? await findings.attempt('server', () => examineServer(findings, database))
      : undefined;
  if (location.dialect === 'sqlite') await examineSqliteFile(findings, location.path);

  const versions = await findings.attempt('registry', () => readRegistryVersions(database, config.schema));
  if (versions) findRegistry(findings, versions);
  for (const { name, recordsTable } of config.datastores) {
    const isThere = await findings.attempt('datastore', () => database.hasTable(recordsTable));
    if (isThere) findings.good('datastore', `files are booked in ${name}, records in ${recordsTable}`);
    else findings.bad('datastore', `${name} has no table ${recordsTable} for its records`);
  }

  const registrations = new Registrations(database);
  const stored = versions
    ? await findings.attempt('registry', async () => ({
        instruments: (await readInstruments(database)).map(({ name }) => name),
        types: await registrations.allDatasetTypes(),
      }))
    : undefined;
  const planned = plan(stored?.instruments ?? []);
  const runs = stored
    ? await findings.attempt('runs', () => registeredOf(planned.runs, registrations))
    : undefined;
  const todo = unmade(planned, stored?.types ?? [], runs ?? []);
  if (stored) findContents(findings, stored.instruments, planned, todo);
  if (!(database instanceof PostgresDatabase) || !server) return [];

  const grants: string[] = [];
  for (const [purpose, rights] of Object.entries(ingestRights(todo, config.datastores))) {
    if (rights.length === 0) continue;
    const subject = `right to ${PURPOSES[purpose as keyof typeof PURPOSES]}`;
    const missing = await findings.attempt(subject, () => missingRights(database, server.role, rights));
    if (!missing) continue;
    if (missing.length === 0) findings.good(subject, `role ${server.role} has it`);
    else findings.bad(subject, `role ${server.role} lacks ${missing.map(({ text }) => text).join(', ')}`);
    grants.push(...missing.flatMap(({ grant }) => grant ?? []));
  }
  return grants;
}

const PURPOSES = {
  read: 'read the registry',
  exposures: 'write exposures and visits',
  files: 'write files',
  runs: 'make runs',
  datasetTypes: 'make dataset types',
} as const;

async function registeredOf(
  runs: readonly string[],
  registrations: Registrations,
): Promise<readonly string[]> {
  const registered: string[] = [];
  for (const run of runs) if ((await registrations.run(run)) !== undefined) registered.push(run);
  return registered;
}

function findRegistry(findings: Findings, versions: RegistryVersions): void {
  const { namespace, version } = versions.universe;
  const problems = versionProblems(versions);
  const managers = Object.entries(versions.managers)
    .map(([kind, manager]) => `${kind} ${manager.version ?? '?'}`)
    .join(', ');
  if (problems.length === 0)
    findings.good('registry', `universe ${namespace} ${version}; managers ${managers}`);
  for (const problem of problems) findings.bad('registry', problem);
}

function findContents(
  findings: Findings,
  instruments: readonly string[],
  planned: IngestPlan,
  todo: Unmade,
): void {
  if (instruments.length > 0) findings.good('instruments', instruments.join(', '));
  else findings.bad('instruments', 'none is registered: footman butler register');
  const say = (subject: string, all: readonly string[], missing: readonly string[]): void => {
    const there = all.filter((name) => !missing.includes(name));
    if (there.length > 0) findings.good(subject, `files go to ${there.join(', ')}`);
    if (missing.length > 0) findings.note(subject, `will be made: ${missing.join(', ')}`);
  };
  const label = ({ name, storageClass }: IngestPlan['datasetTypes'][number]): string =>
    `${name} (${storageClass})`;
  say('dataset types', planned.datasetTypes.map(label), todo.datasetTypes.map(label));
  say('runs', planned.runs, todo.runs);
}
