/**
 * Runs an overlay of k8s on this machine: real Ceph, Redis and PostgreSQL, and each container's process with the environment, the files and the
 * probes that the rendered objects give it. Takes exposures through all of it, and looks whether everything is where it has to be, once.
 *
 *     npm run site -- [OVERLAY] [--exposures 10] [--detectors 205] [--directory DIR] [--json]
 */
import { formatReport } from './format-report.js';
import { readOptions } from './options.js';
import { runSite } from './run-site.js';

try {
  const options = readOptions();
  const report = await runSite(options, (sentence) => void process.stderr.write(`${sentence}\n`));
  if (report) {
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : formatReport(report));
    const wrong = report.complaints.length;
    if (!options.json) process.stdout.write(`${wrong === 0 ? 1 : 0} passed, ${wrong} failed\n`);
    process.exitCode = wrong === 0 ? 0 : 1;
  }
} catch (error) {
  process.stderr.write(`site: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
