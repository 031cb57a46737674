import { consoleService } from '@footman/console';
import { ingestService } from '@footman/ingest';
import { intakeService } from '@footman/intake';
import { reaperService } from '@footman/reaper';
import type { Service } from '@footman/service';

/** A service that `footman up` can start. */
export interface KnownService {
  readonly service: Service;
  /** Who comes to it, and where. */
  readonly use: string;
}

/** All services, those first that others come to. */
export const SERVICES: readonly KnownService[] = [
  { service: intakeService, use: 'Ceph posts its notices to /notify' },
  { service: ingestService, use: 'writes the Butler' },
  { service: reaperService, use: 'compares bucket and Butler, writes the ledger' },
  { service: consoleService, use: 'shows how the site stands; log in with CONSOLE_TOKEN' },
];
