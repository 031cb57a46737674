export { presenceConfig, type PresenceConfig } from './config.js';
export { presenceService } from './service.js';
