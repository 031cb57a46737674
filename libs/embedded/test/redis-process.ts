/** Starts a Redis in a process of its own, whose PATH the suite decides about, and says where it is. */
import { startRedis } from '../src/start-redis.js';

const server = await startRedis();
process.stdout.write(String(server?.url));
await server?.close();
