import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assemble } from './assemble.js';
import { treeSize } from './tree-size.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const tree = resolve(process.argv[2] ?? fileURLToPath(new URL('../../../dist/image', import.meta.url)));

const { commands, warm } = await assemble(root, tree);
const megabytes = ((await treeSize(tree)) / 1e6).toFixed(0);
process.stdout.write(
  `${tree}: ${commands.join(', ')} on Node ${process.versions.node}, ${megabytes} MB${warm ? '' : '; nothing is compiled ahead (that takes Node 22 and root)'}\n`,
);
