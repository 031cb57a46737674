import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Checks } from '../support/checks.js';
import { readTestHeaders } from '../support/test-headers.js';

const PAGE = fileURLToPath(new URL('../../../../docs/conformance.md', import.meta.url));

/** docs/conformance.md has the groups of checks that there are, and the real headers of each instrument. */
export async function page(checks: Checks, groups: readonly string[], shared: string): Promise<void> {
  const rows = (await readFile(PAGE, 'utf8'))
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  await checks.check('docs/conformance.md lists the groups of checks', async () => {
    const listed = rows.flatMap(([, name]) => /^`(\w+)`$/.exec(name ?? '')?.[1] ?? []);
    assert.deepEqual(listed.sort(), [...groups].sort());
  });
  await checks.check('docs/conformance.md has the number of real headers of each instrument', async () => {
    const headers = await readTestHeaders(shared);
    const listed = rows.filter(([, , translate]) => translate && /^\d+ of \d+$/.test(translate));
    const counted = listed.map(([, names = '']) => {
      const count = headers.filter(({ instrument }) => names.split(', ').includes(instrument)).length;
      return `${names}: ${count} of ${count}`;
    });
    assert.deepEqual(
      listed.map(([, names, translate]) => `${names}: ${translate}`),
      counted,
    );
  });
}
