import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The root of this repository. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The component that has rules and dashboard. */
export const COMPONENT = join(ROOT, 'k8s', 'components', 'monitoring');

/** Stands for a site's namespace in rules. */
export const PLACEHOLDER = 'NAMESPACE';

/** A rule of Prometheus that raises an alert. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A rule of Prometheus that makes a series. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Rules that are evaluated together. */
export interface RuleGroup {
  readonly name: string;
  readonly interval: string;
  readonly rules: readonly (AlertRule | RecordingRule)[];
}

/** All groups of rules, as they are in their files. */
export async function readGroups(): Promise<RuleGroup[]> {
  const files = (await readdir(join(COMPONENT, 'rules'))).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(COMPONENT, 'rules', file), 'utf8')));
  return texts.flatMap((text) => (parse(text) as { spec: { groups: RuleGroup[] } }).spec.groups);
}

/** The same, as an overlay fills them in for its site. */
export async function groupsOf(site: string): Promise<RuleGroup[]> {
  return JSON.parse(JSON.stringify(await readGroups()).replaceAll(PLACEHOLDER, site)) as RuleGroup[];
}

/** Whether a rule raises an alert. */
export function isAlert(rule: AlertRule | RecordingRule): rule is AlertRule {
  return 'alert' in rule;
}

/** The rules of groups that raise alerts. */
export function alertsOf(groups: readonly RuleGroup[]): AlertRule[] {
  return groups.flatMap(({ rules }) => rules.filter(isAlert));
}
