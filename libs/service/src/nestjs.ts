import 'reflect-metadata';
export { createApp, type CreateAppOptions, type RunningApp } from './nestjs/create-app.js';
export { NestLogger } from './nestjs/nest-logger.js';
export type { ReadinessChecks } from './nestjs/readiness.js';
export { ServiceModule, type ServiceModuleOptions } from './nestjs/service.module.js';
