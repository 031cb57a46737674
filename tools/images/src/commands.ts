import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What the image can be told to run, by name: every app that has a main file. */
export async function commandsOf(root: string): Promise<readonly string[]> {
  const apps = await readdir(join(root, 'apps'));
  return apps.filter((app) => existsSync(mainOf(root, app))).sort();
}

/** The file that an app starts with. */
export function mainOf(root: string, app: string): string {
  return join(root, 'apps', app, 'src', 'main.ts');
}
