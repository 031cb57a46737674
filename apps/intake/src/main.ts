import { runService } from '@footman/service';
import { intakeService } from './service.js';

await runService(intakeService);
