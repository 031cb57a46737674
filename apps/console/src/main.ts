import { runService } from '@footman/service';
import { consoleService } from './service.js';

await runService(consoleService);
