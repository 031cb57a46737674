import { program } from '@footman/cli/program';
import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alertsOf, readGroups, ROOT } from '../src/rules.js';

const URL = 'https://github.com/lsst-dm/footman/blob/main/docs/runbook.md#';
const LEADS = ['Means', 'How bad', 'Look', 'Do', 'Goes'];
const SEVERITIES = ['critical', 'warning'];

const runbook = await readFile(join(ROOT, 'docs', 'runbook.md'), 'utf8');
const groups = await readGroups();
const alerts = alertsOf(groups);
/** What is under each alert's heading. */
const sections = new Map(
  runbook
    .split(/^#+ /m)
    .map((section) => section.split('\n', 1).concat(section))
    .filter(([heading = '']) => /^Footman\w+$/.test(heading)) as [string, string][],
);
/** What an operator would type: `footman` with what comes after it, up to the next command or the end of the code. */
const commands = [
  ...new Set(
    [...runbook.matchAll(/(?:^|`|-- |npx )footman ((?!")(?:(?! #|  )[^`|\n])+)/gm)].map(([, rest = '']) =>
      rest.trim(),
    ),
  ),
];

describe('the runbook', () => {
  it('has a section for each alert, and for nothing else', () => {
    expect([...sections.keys()].sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });

  it.each(alerts)(
    '$alert links to its section, which says what an operator asks',
    ({ alert, annotations }) => {
      expect(annotations['runbook_url']).toBe(`${URL}${alert.toLowerCase()}`);
      const leads = [...(sections.get(alert) ?? '').matchAll(/^- \*\*(.+?)\*\*: ./gm)].map(
        ([, lead]) => lead,
      );
      expect(leads).toEqual(LEADS);
    },
  );

  it.each(alerts)('$alert is as bad there as its rule says', ({ alert, labels }) => {
    expect(SEVERITIES).toContain(labels['severity']);
    expect(sections.get(alert)).toMatch(new RegExp(`^- \\*\\*How bad\\*\\*: ${labels['severity']}\\b`, 'm'));
  });

  it('leads only to headings that are there', () => {
    const headings = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
      text.toLowerCase().replace(/ /g, '-'),
    );
    const links = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(links.filter((anchor) => !headings.includes(anchor ?? ''))).toEqual([]);
  });

  it('has Alertmanager keep quiet about alerts that there are', () => {
    const named = [...runbook.matchAll(/Footman\(([^)]+)\)/g)].flatMap(([, names = '']) => names.split('|'));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !sections.has(`Footman${name}`))).toEqual([]);
  });

  it('lists the series that rules record', () => {
    const recorded = groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => ('record' in rule ? [rule.record] : [])),
    );
    expect(recorded.length).toBeGreaterThan(0);
    for (const name of recorded) expect(runbook).toContain(`\`${name}\``);
  });

  it.each(commands)('footman %s is a command, with these options', (line) => {
    const words = line.split(/\s+/);
    let command: Command = program();
    for (let next; (next = command.commands.find((each) => each.name() === words[0])); command = next)
      words.shift();
    expect(command.name()).not.toBe('footman');
    expect(command.commands.length === 0 || words.length === 0).toBe(true);
    const known = command.options.map(({ long }) => long);
    for (const option of words.filter((word) => word.startsWith('--'))) expect(known).toContain(option);
    if (words.length > 0)
      for (const { long, mandatory } of command.options) if (mandatory) expect(words).toContain(long);
    if (words[0] && !words[0].startsWith('-')) expect(command.registeredArguments.length).toBeGreaterThan(0);
  });
});
