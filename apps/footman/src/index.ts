export { startPostgres } from './demo/embedded-postgres.js';
