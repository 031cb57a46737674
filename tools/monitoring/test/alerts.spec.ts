import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { findPrometheus, type Prometheus } from '../src/prometheus.js';
import { alertsOf, groupsOf, type AlertRule } from '../src/rules.js';

/** A test as promtool has it; labels and annotations that are the same for all are left out. */
interface Case {
  readonly name: string;
  readonly input_series: readonly unknown[];
  readonly alert_rule_test: readonly {
    readonly eval_time: string;
    readonly alertname: string;
    readonly exp_alerts?: readonly {
      readonly exp_labels: Readonly<Record<string, string>>;
      readonly exp_annotations: Readonly<Record<string, string>>;
    }[];
  }[];
}

const CASES = fileURLToPath(new URL('../alerts', import.meta.url));
const files = (await readdir(CASES)).sort();
const cases = new Map<string, Case[]>();
for (const file of files) {
  const { tests } = parse(await readFile(join(CASES, file), 'utf8')) as { tests: Case[] };
  cases.set(file, tests);
}
const groups = await groupsOf('summit');
const alerts = new Map(alertsOf(groups).map((rule) => [rule.alert, rule]));

/** The file of a group of rules. */
const rulesOf = (group: string) => `rules-${group}.yaml`;

/** What promtool is given: a case with all that it compares. */
function whole({ alert_rule_test: questions, ...rest }: Case): unknown {
  return {
    ...rest,
    interval: '15s',
    alert_rule_test: questions.map(({ alertname, exp_alerts = [], ...question }) => {
      const { labels, annotations } = alerts.get(alertname) as AlertRule;
      return {
        ...question,
        alertname,
        exp_alerts: exp_alerts.map(({ exp_labels, exp_annotations }) => ({
          exp_labels: { ...labels, ...exp_labels },
          exp_annotations: { runbook_url: annotations['runbook_url'], ...exp_annotations },
        })),
      };
    }),
  };
}

describe('alert rules', () => {
  let found: Prometheus | undefined;
  let directory: string;
  beforeAll(async () => {
    found = await findPrometheus();
    directory = await mkdtemp(join(tmpdir(), 'footman-alerts-'));
    await writeFile(join(directory, 'rules.yaml'), stringify({ groups }));
    // Each file of cases is about one of rules; with all of them it would take promtool five times as long.
    for (const group of groups)
      await writeFile(join(directory, rulesOf(group.name)), stringify({ groups: [group] }));
  }, 180_000);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  /** What promtool complains of; empty if of nothing, or if it isn't here. */
  const complaints = async (...args: string[]): Promise<string> => {
    if (!found) return '';
    try {
      await promisify(execFile)(found.promtool, args, { cwd: directory });
      return '';
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      return `${stdout}${stderr}` || String(error);
    }
  };

  it('are rules to Prometheus', async () => {
    expect(await complaints('check', 'rules', '--lint=all', '--lint-fatal', 'rules.yaml')).toBe('');
  });

  it.each(files)('fire and are quiet as %s has it', async (file) => {
    const tests = {
      rule_files: [rulesOf(`footman-${basename(file, '.yaml')}`)],
      evaluation_interval: '30s',
      tests: (cases.get(file) ?? []).map(whole),
    };
    await writeFile(join(directory, `cases-${file}`), stringify(tests));
    expect(await complaints('test', 'rules', `cases-${file}`)).toBe('');
  });

  it('are found wanting when one of them is', async () => {
    if (!found) return;
    const [some] = cases.get('losses.yaml') ?? [];
    const wrong = JSON.stringify({
      rule_files: ['rules.yaml'],
      evaluation_interval: '30s',
      tests: [whole(some as Case)],
    });
    await writeFile(join(directory, 'wrong.yaml'), wrong.replace('9.8 ppm', '9.9 ppm'));
    expect(await complaints('test', 'rules', 'wrong.yaml')).toContain('9.9 ppm');
  });

  it.each([...alerts.keys()])('%s has a case in which it fires and one in which it is quiet', (alert) => {
    const asked = [...cases.values()]
      .flat()
      .flatMap(({ alert_rule_test: questions }) => questions.filter(({ alertname }) => alertname === alert));
    expect(asked.some(({ exp_alerts = [] }) => exp_alerts.length > 0)).toBe(true);
    expect(asked.some(({ exp_alerts = [] }) => exp_alerts.length === 0)).toBe(true);
  });

  it('have no case of an alert that there is not', () => {
    const asked = [...cases.values()].flat().flatMap(({ alert_rule_test: questions }) => questions);
    expect(asked.filter(({ alertname }) => !alerts.has(alertname))).toEqual([]);
  });
});
