import { KafkaLab, RucioLab } from '@footman/labs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { provideToxiproxy } from './servers/toxiproxy.js';

/** Others' software that a site may do without. */
export const PARTS = ['toxiproxy', 'kafka', 'rucio'] as const;

/** One of {@link PARTS}. */
export type Part = (typeof PARTS)[number];

/** What of it there is on this machine. */
export interface Means {
  /** Its program; without it nothing stands between. */
  readonly toxiproxy: string | undefined;
  /** Without it notices come by HTTP alone, and there's no topic of ingested files. */
  readonly kafka: boolean;
  /** Without it nothing is registered. */
  readonly rucio: boolean;
}

/** Finds the parts that are wanted, or fetches them, with logs in a directory; says on stderr which can't be had. */
export async function findMeans(wanted: readonly Part[], directory: string): Promise<Means> {
  await mkdir(directory, { recursive: true });
  const [toxiproxy, kafka, rucio] = await Promise.all([
    wanted.includes('toxiproxy') ? provideToxiproxy() : undefined,
    wanted.includes('kafka') && KafkaLab.install(join(directory, 'kafka')),
    wanted.includes('rucio') && RucioLab.install(join(directory, 'rucio')),
  ]);
  return { toxiproxy, kafka, rucio };
}
