import { jsonLine } from '../json-line.js';
import { Site } from '../operator/site.js';
import type { DeadChange, DeadChangeOptions } from './change-dead.js';
import { formatChange } from './format-change.js';

/** Makes a change at the site that the environment names, and prints what was done. */
export async function printChange(
  change: (site: Site, options: DeadChangeOptions) => Promise<DeadChange>,
  options: DeadChangeOptions,
): Promise<void> {
  const done = await Site.with(process.env, (site) => change(site, options));
  process.stdout.write(options.json ? jsonLine(done) : formatChange(done));
}
