export { announcerConfig, type AnnouncerConfig } from './config.js';
export { announcerService } from './service.js';
export type { IngestedMessage } from './topic/ingested-message.js';
