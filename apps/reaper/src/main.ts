import { runService } from '@footman/service';
import { reaperService } from './service.js';

await runService(reaperService);
