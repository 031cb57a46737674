import { createLogger, drainOnSignals } from '@footman/service';
import { jsonLine } from '../json-line.js';
import { table } from '../table.js';
import { startEmbeddedSite } from './embedded-site.js';
import { planServices } from './plan-services.js';
import { withEnvFile } from './read-env-file.js';
import { type ListeningService, runServices } from './run-services.js';
import { SERVICES } from './services.js';
import { USUAL_DIRECTORY, type UpFlags } from './up-flags.js';

/** Starts the services, and the servers of their own if they are to have any; they go on until the process is told to end. */
export async function up({ envFile, only, without, embedded, json = false }: UpFlags): Promise<void> {
  const given = envFile === undefined ? process.env : await withEnvFile(envFile, process.env);
  const directory = embedded === true ? USUAL_DIRECTORY : embedded;
  const site = directory === undefined ? undefined : await startEmbeddedSite(directory, given);
  try {
    const planned = planServices(SERVICES, { only, without }, site?.env ?? given);
    const { listening, close } = await runServices(planned);
    const intake = listening.find(({ name }) => name === 'intake');
    if (intake) site?.notify(intake.url);
    const closeAll = async () => {
      await close();
      await site?.close();
    };
    const drainMs = Math.max(...planned.map(({ config }) => config.DRAIN_MS));
    drainOnSignals(closeAll, { log: createLogger({ name: 'footman' }), drainMs });
    const all = [...listening, ...(site?.listening ?? [])];
    process.stderr.write(json ? jsonLine({ services: all }) : `${tableOf(all)}\n`);
  } catch (error) {
    await site?.close();
    throw error;
  }
}

function tableOf(services: readonly ListeningService[]): string {
  const rows = services.map(({ name, url, use }) => [name, url, use]);
  return table(['service', 'listens at', 'use'], rows);
}
