import { transform } from '@swc/core';
import { type Metafile, type Plugin, build } from 'esbuild';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandsOf, mainOf } from './commands.js';
import { NODE } from './system-files.js';

/** Packages with native code: they are in the image as npm has installed them, with all that they need. */
export const NATIVE: readonly string[] = ['libsql'];

/** Packages whose files are served: only these are in the image. */
export const SERVED: readonly string[] = ['@bull-board/ui'];

/** An entry of the same package that reads no file beside itself. */
const ALIASES = { '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled' };

/** Node's oldest version that we support; the image's own may be newer. */
const TARGET = 'node20';

/** Begins each file: CommonJS packages expect these. */
const BANNER = `import { createRequire as footmanCreateRequire } from 'node:module';
import { fileURLToPath as footmanFileURLToPath } from 'node:url';
import { dirname as footmanDirname } from 'node:path';
const require = footmanCreateRequire(import.meta.url);
const __filename = footmanFileURLToPath(import.meta.url);
const __dirname = footmanDirname(__filename);`;

/**
 * Bundles every command from its sources, one file each, and what several need in files that they share.
 *
 * Names and lines stay as they are, so that a stack trace can be read: source maps would double the time it takes to start.
 *
 * @returns esbuild's account of what went where, with paths relative to `root`.
 */
export async function bundle(root: string, directory: string): Promise<Metafile> {
  const commands = await commandsOf(root);
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(commands.map((name) => [name, mainOf(root, name)])),
    outdir: directory,
    bundle: true,
    splitting: true,
    chunkNames: '[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: TARGET,
    keepNames: true,
    metafile: true,
    logLevel: 'warning',
    conditions: ['@footman/source'],
    external: [...NATIVE, ...SERVED],
    alias: ALIASES,
    banner: { js: BANNER },
    plugins: [decorators, optionalPeers],
  });
  for (const name of commands) await makeExecutable(join(directory, `${name}.js`));
  return metafile;
}

/** Lets a file be started by its name, whatever its first line was before. */
async function makeExecutable(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/^(#!.*\n)?/, `#!${NODE}\n`));
  await chmod(file, 0o755);
}

/** esbuild doesn't tell Nest the types of constructor parameters (`emitDecoratorMetadata`); swc does, as in our tests. */
const decorators: Plugin = {
  name: 'decorators',
  setup({ onLoad }) {
    onLoad({ filter: /\/(apps|libs)\/[^/]+\/src\/.*\.ts$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), {
        filename: path,
        swcrc: false,
        configFile: false,
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
        },
        module: { type: 'es6' },
      });
      return { contents: code, loader: 'js' };
    });
  },
};

/** Packages try others that nobody has installed (Nest's WebSockets, pg's native client): that is left to happen at run time. */
const optionalPeers: Plugin = {
  name: 'optional-peers',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === optionalPeers || !importer.includes('/node_modules/')) return undefined;
      const found = await resolve(path, { importer, resolveDir, kind, pluginData: optionalPeers });
      // What was found is left to esbuild: handed back from here it would lose what its package.json says.
      return found.errors.length > 0 ? { path, external: true } : undefined;
    });
  },
};
