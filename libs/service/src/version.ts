import { readFileSync } from 'node:fs';

/** The version in the package.json above this file, which in a bundle is the app's own; `unknown` without one. */
export function version(): string {
  try {
    const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    return (JSON.parse(text) as { version?: string }).version ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
