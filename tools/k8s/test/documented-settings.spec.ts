import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { APPS, settingsOf } from '../src/apps.js';
import { K8S } from '../src/checkout.js';

/** Where the settings of an app are, but for those that others have, too. */
const PAGES: Readonly<Record<string, string>> = {
  console: 'console.md',
  presence: 'presence.md',
  announcer: 'announcements.md',
  registrar: 'rucio.md',
};
const SHARED = 'operations.md';

const docs = (page: string) => readFile(join(K8S, '..', 'docs', page), 'utf8');

it.each(Object.keys(APPS))('the settings of %s are all documented', async (app) => {
  const text = (await docs(PAGES[app] ?? SHARED)) + (await docs(SHARED));
  expect(settingsOf(app).filter((variable) => !text.includes(`\`${variable}\``))).toEqual([]);
});
