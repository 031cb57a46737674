import { runService } from '@footman/service';
import { registrarService } from './service.js';

await runService(registrarService);
