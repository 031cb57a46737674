export { startPostgres } from './demo/embedded-postgres.js';
export { program } from './program.js';
