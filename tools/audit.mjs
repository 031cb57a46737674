// Asks npm's registry whether what we ship has known holes, and fails if one is high or critical. Where it can't be asked it says so and fails nothing:
// a mirror need not have advisories.
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

/** What an answer of `npm audit --json` means. */
export function judge(text) {
  let report;
  try {
    report = JSON.parse(text);
  } catch {
    report = {};
  }
  const found = report.metadata?.vulnerabilities;
  if (!found)
    return {
      failed: false,
      says: `Dependencies aren't audited: ${report.message ?? 'no answer that can be read'}`,
    };
  const bad = Object.values(report.vulnerabilities ?? {}).filter(({ severity }) =>
    ['high', 'critical'].includes(severity),
  );
  if (bad.length > 0)
    return {
      failed: true,
      says: `Known holes: ${bad.map(({ name, severity }) => `${name} (${severity})`).join(', ')}`,
    };
  return {
    failed: false,
    says: `Dependencies have no known hole that is high or critical (${found.total} in all)`,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--omit=dev'], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const { failed, says } = judge(stdout ?? '');
  process.stderr.write(`${says}\n`);
  process.exitCode = failed ? 1 : 0;
}
