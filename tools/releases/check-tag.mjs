/**
 * Ends with 1 unless a tag vX.Y.Z is that of the packages' version; prints what CHANGELOG.md says of it.
 *
 *   node tools/releases/check-tag.mjs v1.2.3
 */
import { readFileSync } from 'node:fs';

const root = new URL('../..', import.meta.url);
const [tag = ''] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL('apps/footman/package.json', root), 'utf8'));
if (tag !== `v${version}`)
  fail(`The tag is ${tag}, and the version is ${version}: tags are made by nx release.`);

const sections = readFileSync(new URL('CHANGELOG.md', root), 'utf8').split(/^(?=## )/m);
const own = sections.find((section) => section.startsWith(`## ${version} `));
if (!own) fail(`CHANGELOG.md says nothing of ${version}.`);
process.stdout.write(own.slice(own.indexOf('\n')).trim() + '\n');

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
