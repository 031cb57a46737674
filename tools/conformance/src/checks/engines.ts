import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Conformance } from '../support/conformance.js';
import { footman } from '../support/footman.js';
import { readTestHeaders, writeHeaders } from '../support/test-headers.js';

const ENGINES = ['native', 'stack', 'shadow'] as const;

/** All engines write the same rows, the shadow engine finds no difference, and verification none in what Rubin's own tasks wrote. */
export async function engines({ checks, reference, shared, work }: Conformance): Promise<void> {
  const headers = (await readTestHeaders(shared))
    .filter(({ instrument, name }) => instrument === 'LSSTCam' && name.includes('MC_O_'))
    .slice(-2);
  const paths = await writeHeaders(join(work, 'engine-headers'), headers);
  const places: string[] = [];
  for (const [index, path] of paths.entries()) {
    const options = { sidecars: index % 2 === 0 };
    places.push(await reference.writeExposure(join(work, 'engine-exposures'), path, 2000 + index, options));
  }
  const env = { ...reference.environment, STACK_PYTHON: reference.python };
  const root = (name: string) => join(work, `engine-${name}`);
  const dump = (name: string) => join(work, `engine-${name}.jsonl`);

  await reference.createRepository(root('reference'), {});
  await reference.ingest(root('reference'), places);
  await reference.dump({ database: join(root('reference'), 'gen3.sqlite3') }, dump('reference'));
  for (const engine of ENGINES) {
    await checks.check(`the ${engine} engine writes the rows that Rubin's tasks write`, async () => {
      await reference.createRepository(root(engine), {});
      const { stdout, stderr } = await footman.ingestWith(engine, root(engine), places, env);
      assert.match(stdout, /, 0 refused;/, stderr);
      assert.doesNotMatch(stderr, /^(differs|not compared)/m);
      await reference.dump({ database: join(root(engine), 'gen3.sqlite3') }, dump(engine));
      return reference.same(dump('reference'), dump(engine));
    });
  }
  await checks.check("verification finds nothing in what Rubin's tasks wrote", async () => {
    const { stdout, stderr, exitCode } = await footman.verify(root('reference'));
    assert.equal(exitCode, 0, stdout + stderr);
    return stdout.trim();
  });
}
