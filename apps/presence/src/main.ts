import { runService } from '@footman/service';
import { presenceService } from './service.js';

await runService(presenceService);
