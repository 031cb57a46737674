import { runService } from '@footman/service';
import { ingestService } from './service.js';

await runService(ingestService);
