import { readFile } from 'node:fs/promises';
import { heldLines } from '../src/threat-model.js';

const lines = await heldLines();

describe('each line of docs/security.md', () => {
  it('is there', () => {
    expect(lines.length).toBeGreaterThan(15);
  });

  it.each(lines.map(({ text, tests }) => [text, tests] as const))(
    'is held by tests: %s',
    async (_, tests) => {
      expect(tests).not.toEqual([]);
      for (const { file, title } of tests) {
        const source = await readFile(file, 'utf8');
        // Titles stand in quotes: of a test of its own, or in a table of tests.
        const found = [`'${title}'`, `"${title}"`].some((quoted) => source.includes(quoted));
        expect({ file, title, found }).toEqual({ file, title, found: true });
      }
    },
  );
});
