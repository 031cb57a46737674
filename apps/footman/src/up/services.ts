import { announcerService } from '@footman/announcer';
import { consoleService } from '@footman/console';
import { ingestService } from '@footman/ingest';
import { intakeService } from '@footman/intake';
import { presenceService } from '@footman/presence';
import { reaperService } from '@footman/reaper';
import { registrarService } from '@footman/registrar';
import type { Service } from '@footman/service';

/** A service that `footman up` can start. */
export interface KnownService {
  readonly service: Service;
  /** Who comes to it, and where. */
  readonly use: string;
  /** Whether it is started without being asked for. @default always */
  usual?(env: NodeJS.ProcessEnv): boolean;
}

/** All services, those first that others come to. */
export const SERVICES: readonly KnownService[] = [
  { service: intakeService, use: 'Ceph posts its notices to /notify' },
  { service: ingestService, use: 'writes the Butler' },
  { service: reaperService, use: 'compares bucket and Butler, writes the ledger' },
  { service: consoleService, use: 'shows how the site stands; log in with CONSOLE_TOKEN' },
  {
    service: presenceService,
    use: 'tells Prompt Processing which images have arrived',
    // Where nothing is told to it, it would know of nothing.
    usual: ({ PRESENCE }) => PRESENCE === '1',
  },
  {
    service: registrarService,
    use: 'registers ingested files in Rucio',
    usual: ({ RUCIO_RSE }) => Boolean(RUCIO_RSE),
  },
  {
    service: announcerService,
    use: 'tells webhooks and topics of ingested files',
    usual: ({ WEBHOOK_URI, INGESTED_TOPIC, LATE_WEBHOOK_URI, LATE_TOPIC }) =>
      [WEBHOOK_URI, INGESTED_TOPIC, LATE_WEBHOOK_URI, LATE_TOPIC].some(Boolean),
  },
];
