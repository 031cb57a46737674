import { runService } from '@footman/service';
import { announcerService } from './service.js';

await runService(announcerService);
