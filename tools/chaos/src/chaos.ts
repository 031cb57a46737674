/**
 * Takes exposures while everything that takes part is killed, frozen, cut off and slowed down, and counts what arrives.
 *
 *     npm run chaos -- [--kills 15] [--seed N] [--exposures 20] [--detectors 24] [--only kills|wiped] [--kafka] [--json] [--keep]
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './options.js';
import { printNight } from './report.js';
import { type NightReport, runNight } from './scenario.js';
import { provideToxiproxy } from './servers/toxiproxy.js';

process.setMaxListeners(100);
const options = readOptions();
const { seed, kills, exposures, detectors, cadence, scenarios, kafka, json } = options;
const only = scenarios.length === 1 ? ` --only ${scenarios[0]}` : '';
const repeat = `npm run chaos -- --seed ${seed} --kills ${kills} --exposures ${exposures} --detectors ${detectors} --cadence ${cadence}${only}${kafka ? ' --kafka' : ''}`;
const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
say(`Seed ${seed}; again: ${repeat}`);
const scratch = await mkdtemp(join(tmpdir(), 'footman-chaos-'));
// PostgreSQL may run as another user, who has to pass.
await chmod(scratch, 0o711);
const toxiproxy = await provideToxiproxy();
const nights: NightReport[] = [];
let broken = false;
for (const scenario of scenarios) {
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
