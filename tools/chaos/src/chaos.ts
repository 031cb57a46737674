/**
 * Takes exposures while everything that takes part is killed, frozen, cut off and slowed down, and counts what arrives.
 *
 *     npm run chaos -- [--kills 15] [--seed N] [--exposures 20] [--detectors 24] [--only kills|wiped] [--json] [--keep]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './options.js';
import { printNight } from './report.js';
import { type NightReport, runNight } from './scenario.js';
import { provideToxiproxy } from './servers/toxiproxy.js';

process.setMaxListeners(100);
const options = readOptions();
const { seed, kills, exposures, detectors, json } = options;
const repeat = `npm run chaos -- --seed ${seed} --kills ${kills} --exposures ${exposures} --detectors ${detectors}`;
const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
say(`Seed ${seed}; again: ${repeat}`);
const scratch = await mkdtemp(join(tmpdir(), 'footman-chaos-'));
const toxiproxy = await provideToxiproxy();
const nights: NightReport[] = [];
let broken = false;
for (const scenario of options.scenarios) {
  const directory = join(scratch, scenario);
  try {
    const night = await runNight(scenario, options, { directory, toxiproxy, say });
    nights.push(night);
    if (!json) printNight(night);
  } catch (error) {
    broken = true;
    say(`${scenario}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
const green = !broken && nights.every(({ complaints }) => complaints.length === 0);
if (json) process.stdout.write(`${JSON.stringify({ green, seed, repeat, nights }, null, 2)}\n`);
if (options.keep || !green) say(`Data and logs are in ${scratch}`);
else await rm(scratch, { recursive: true, force: true });
say(green ? 'Nothing was lost, nothing doubled.' : `Not as it should be. Again: ${repeat}`);
process.exitCode = green ? 0 : 1;
