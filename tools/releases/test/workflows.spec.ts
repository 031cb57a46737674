import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { PythonTool } from '../src/python-tool.js';
import { ROOT } from '../src/workspace.js';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const DIRECTORY = join(ROOT, '.github', 'workflows');
const files = (await readdir(DIRECTORY)).sort();
const texts = new Map(
  await Promise.all(
    files.map(async (file) => [file, await readFile(join(DIRECTORY, file), 'utf8')] as const),
  ),
);
const workflow = (file: string) => parse(texts.get(file) ?? '') as Workflow;

/** All that any job may do beyond reading the repository. */
const MAY_WRITE = {
  'release.yml image': ['packages'],
  'release.yml publish-image': ['attestations', 'id-token', 'packages'],
  'release.yml publish-packages': ['id-token'],
  'release.yml release': ['contents'],
};

describe('workflows', () => {
  it('are those that a repository like this needs', () => {
    expect(files).toEqual(['ci.yml', 'conformance.yml', 'image.yml', 'release.yml']);
  });

  it.each(files)('%s may read only, and its jobs write only where they have to', (file) => {
    const { permissions, jobs } = workflow(file);
    expect(permissions).toEqual({ contents: 'read' });
    for (const [name, { permissions: own = {} }] of Object.entries(jobs)) {
      const written = Object.keys(own).filter((scope) => own[scope] !== 'read');
      expect([name, ...written.sort()]).toEqual([
        name,
        ...(MAY_WRITE[`${file} ${name}` as keyof typeof MAY_WRITE] ?? []),
      ]);
    }
  });

  it.each(files)('%s isn’t started by a stranger with rights of ours', (file) => {
    const events = ['push', 'pull_request', 'workflow_call', 'workflow_dispatch', 'schedule'];
    expect(events).toEqual(expect.arrayContaining(Object.keys(workflow(file).on)));
  });

  it.each(files)('%s ends some time, and uses actions by commit, with the version beside it', (file) => {
    for (const [name, job] of Object.entries(workflow(file).jobs)) {
      if (job.uses) expect(job.uses).toMatch(/^\.\/\.github\/workflows\//);
      else expect([name, job['timeout-minutes']]).toEqual([name, expect.any(Number)]);
    }
    const uses = [...(texts.get(file) ?? '').matchAll(/^\s+(?:- )?uses: (?!\.\/)(.*)$/gm)];
    for (const [, action] of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('use one version of each action', () => {
    const pins = new Map<string, Set<string>>();
    for (const [, action = '', pin = ''] of [...texts.values()].join('').matchAll(/uses: ([\w/-]+)@(.*)/g))
      pins.set(action, (pins.get(action) ?? new Set()).add(pin));
    expect([...pins].filter(([, { size }]) => size > 1)).toEqual([]);
  });

  it.each(files)(
    '%s keeps no credentials in the work tree, and puts nothing of others’ into scripts',
    (file) => {
      for (const step of Object.values(workflow(file).jobs).flatMap(({ steps = [] }) => steps)) {
        if (step.uses?.startsWith('actions/checkout@'))
          expect(step.with?.['persist-credentials']).toBe(false);
        expect(step.run ?? '').not.toContain('${{');
      }
    },
  );

  it('publish for tags of versions only, and nowhere else', () => {
    expect(workflow('release.yml').on).toEqual({ push: { tags: ['v[0-9]+.[0-9]+.[0-9]+'] } });
    for (const file of files.filter((each) => each !== 'release.yml'))
      expect(texts.get(file)).not.toMatch(/push: true|push=true|nx release|login-action|secrets\./);
  });

  it('build the image for both platforms, on machines of their own', () => {
    for (const file of ['image.yml', 'release.yml'])
      for (const platform of ['linux/amd64', 'linux/arm64']) expect(texts.get(file)).toContain(platform);
  });

  it('are found good by zizmor', async () => {
    const zizmor = await PythonTool.find('zizmor==1.32.0', 'zizmor');
    const args = ['--offline', '--no-progress', '--min-severity', 'medium', join(ROOT, '.github')];
    expect(await zizmor?.complaints(...args)).toBeFalsy();
  });

  it('are found good by actionlint, where Go can run it', async () => {
    const args = ['run', 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12', '-no-color'];
    const run = promisify(execFile)('go', [...args, ...files.map((file) => join(DIRECTORY, file))], {
      env: { ...process.env, GOFLAGS: '-mod=mod' },
    });
    const problems = await run.then(
      () => '',
      (error: { code?: unknown; stdout?: string }) => (error.code === 1 ? (error.stdout ?? '') : ''),
    );
    expect(problems).toBe('');
  });
});
