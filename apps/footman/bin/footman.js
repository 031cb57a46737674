#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  console.error('footman is not built yet: run `npm run build` first (`npm start` does it by itself).');
  process.exit(2);
}
// The AWS SDK would warn of Node 20, in the middle of the progress bars; we know.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
await import(main.href);
