import { announcerService } from '@footman/announcer';
import { consoleService } from '@footman/console';
import { ingestService } from '@footman/ingest';
import { intakeService } from '@footman/intake';
import { presenceService } from '@footman/presence';
import { reaperService } from '@footman/reaper';
import { registrarService } from '@footman/registrar';
import type { Service } from '@footman/service';

/** Every service that listens, by its name. */
export const SERVICES: ReadonlyMap<string, Service> = new Map(
  [
    intakeService,
    ingestService,
    reaperService,
    consoleService,
    presenceService,
    registrarService,
    announcerService,
  ].map((service) => [service.name, service as unknown as Service]),
);
