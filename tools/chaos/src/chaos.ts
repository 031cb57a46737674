/**
 * Takes exposures while everything that takes part is killed, frozen, cut off and slowed down, and counts what arrives.
 *
 *     npm run chaos -- [--kills 15] [--seed N] [--exposures 20] [--detectors 24] [--only kills|wiped] [--without PARTS] [--require PARTS] [--json] [--keep]
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMeans, PARTS } from './means.js';
import { readOptions } from './options.js';
import { printNight } from './report.js';
import { type NightReport, runNight } from './scenario.js';

process.setMaxListeners(100);
const options = readOptions();
const { seed, kills, exposures, detectors, cadence, scenarios, parts, json } = options;
const say = (sentence: string) => process.stderr.write(`${sentence}\n`);
const scratch = await mkdtemp(join(tmpdir(), 'footman-chaos-'));
// PostgreSQL may run as another user, who has to pass.
await chmod(scratch, 0o711);
const means = await findMeans(parts, join(scratch, 'fetched'));
const missing = PARTS.filter((part) => !means[part]);
const only = scenarios.length === 1 ? ` --only ${scenarios[0]}` : '';
const without = missing.length > 0 ? ` --without ${missing.join(',')}` : '';
const repeat = `npm run chaos -- --seed ${seed} --kills ${kills} --exposures ${exposures} --detectors ${detectors} --cadence ${cadence}${only}${without}`;
say(`Seed ${seed}; again: ${repeat}`);
const lacking = options.required.filter((part) => missing.includes(part));
let broken = lacking.length > 0;
if (broken) say(`What is required can't be had here: ${lacking.join(', ')}`);
const nights: NightReport[] = [];
for (const scenario of broken ? [] : scenarios) {
  const directory = join(scratch, scenario);
  try {
    const night = await runNight(scenario, options, { directory, means, say });
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
