import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { K8S } from '../src/checkout.js';
import { factsOf } from '../src/facts.js';
import { describeRendered, manifestsOf, MOVING_OVER, SITES } from './rendered.js';

const BUDGET = 400;

describe('the overlays', () => {
  const overlays = join(K8S, 'overlays');

  it('are those of today', async () => {
    expect((await readdir(overlays)).sort()).toEqual([...SITES]);
  });

  it('can each be observed before they move over, but for the one that has a Butler of its own', async () => {
    const places = (await readdir(join(K8S, 'moving-over'))).sort();
    expect(places.map((site) => `moving-over/${site}`)).toEqual(MOVING_OVER);
  });

  it('have differences only: fewer than 400 lines of YAML for all', async () => {
    let lines = 0;
    for (const site of SITES) {
      const files = (await readdir(join(overlays, site))).filter((file) => file.endsWith('.yaml'));
      for (const file of files)
        lines += (await readFile(join(overlays, site, file), 'utf8')).split('\n').length - 1;
    }
    expect(lines).toBeLessThan(BUDGET);
  });
});

/** `npx jest -u` in tools/k8s after a change that is meant. */
describeRendered('what an operator should see change', () => {
  it.each([...SITES, 'moving-over/lfa', 'moving-over/summit'])('at %s is as it was', async (site) => {
    expect(factsOf(await manifestsOf(site))).toMatchSnapshot();
  });
});
