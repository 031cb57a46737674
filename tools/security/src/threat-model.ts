import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A line of docs/security.md, with the tests that hold it. */
export interface HeldLine {
  readonly text: string;
  readonly tests: readonly { readonly title: string; readonly file: string }[];
}

const DOCS = new URL('../../../docs/', import.meta.url);

/** Every row of its tables. */
export async function heldLines(): Promise<readonly HeldLine[]> {
  const page = await readFile(new URL('security.md', DOCS), 'utf8');
  return page
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| *-+/.test(line) && !/\| held by *\|$/.test(line))
    .map((line) => ({
      text: line.split('|')[1]?.trim() ?? '',
      tests: [...line.matchAll(/\[([^\]]+)\]\(([^)]+\.spec\.ts)\)/g)].map(([, title = '', link = '']) => ({
        title,
        file: fileURLToPath(new URL(link, DOCS)),
      })),
    }));
}
