import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../audit.mjs', import.meta.url));
interface Judgement {
  readonly failed: boolean;
  readonly says: string;
}
const { judge } = (await import(SCRIPT)) as { judge(text: string): Judgement };

/** As npm 10 answers. */
const report = (...severities: string[]): string =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(
      severities.map((severity, i) => [`p${i}`, { name: `p${i}`, severity }]),
    ),
    metadata: { vulnerabilities: { total: severities.length } },
  });

test('a known hole that is high or critical fails the audit, and is named', () => {
  expect(judge(report('low', 'critical', 'high'))).toEqual({
    failed: true,
    says: 'Known holes: p1 (critical), p2 (high)',
  });
  expect(judge(report('low', 'moderate'))).toMatchObject({
    failed: false,
    says: expect.stringContaining('2 in all'),
  });
  expect(judge(report()).failed).toBe(false);
});

test('a registry that can’t be asked is told, and fails nothing', () => {
  expect(judge('{"message":"405 Method Not Allowed","statusCode":405}')).toEqual({
    failed: false,
    says: "Dependencies aren't audited: 405 Method Not Allowed",
  });
  expect(judge('').failed).toBe(false);
});

test('the audit runs from the command line, with or without a network', () => {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT], {
    encoding: 'utf8',
    env: { ...process.env, npm_config_registry: 'http://127.0.0.1:1', npm_config_fetch_retries: '0' },
  });
  expect(stderr).toMatch(/^Dependencies aren't audited: /);
  expect(status).toBe(0);
});
