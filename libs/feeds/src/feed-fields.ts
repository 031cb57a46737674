import { secret } from '@footman/service';
import { z } from 'zod';

const receiver = () => z.url({ protocol: /^https?$/, error: 'is no http(s) URL' }).optional();
const name = () => z.string().trim().min(1).optional();

/** Who hears of each step of a file, as settings of whoever takes steps. */
export const feedFields = {
  /** If this is set, the ledger hears of each file's steps, by way of the queue; nothing else is done with it here. */
  LEDGER_URL: secret().optional(),
  /** Whether the statistics are kept up that embargo-butler has in Redis. */
  COMPAT_REDIS_STATS: z.enum(['0', '1']).default('0'),
  /** Whether the presence service hears of each dataset, by way of the queue: only where there is one. */
  PRESENCE: z.enum(['0', '1']).default('0'),
};

/** Who hears of each file that is in the Butler, as settings of ingest and of those who tell. */
export const outFields = {
  /** Where an exposure's files are POSTed once they are ingested; by the announcer. */
  WEBHOOK_URI: receiver(),
  /** The Kafka topic of ingested files; likewise. */
  INGESTED_TOPIC: name(),
  /** Where files are POSTed that were ingested late; likewise. */
  LATE_WEBHOOK_URI: receiver(),
  /** The Kafka topic of files that were ingested late; likewise. */
  LATE_TOPIC: name(),
  /** A file is late that is ingested so many seconds after its exposure's end; by default when its embargo is over: 80 hours. */
  LATE_AFTER: z.coerce.number().min(0).default(288_000),
  /** The storage element that Rucio is told of files in; by the registrar. */
  RUCIO_RSE: name(),
};

type Settings<F extends z.core.$ZodLooseShape> = z.output<z.ZodObject<F>>;

/** The settings of the feeds; only who ingests has those of files in the Butler. */
export type FeedsConfig = Settings<typeof feedFields> & Partial<Settings<typeof outFields>>;
