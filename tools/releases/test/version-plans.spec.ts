import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { ROOT, ownPackages } from '../src/workspace.js';

const DIRECTORY = join(ROOT, '.nx', 'version-plans');
const plans = (await readdir(DIRECTORY)).filter((file) => file.endsWith('.md'));

interface Changelog {
  render(): string;
}

const { default: Renderer } = (await import(new URL('../changelog.mjs', import.meta.url).href)) as {
  default: new (config: object) => Changelog;
};

describe('version plans', () => {
  it.each(plans)('%s names packages of ours, one kind of change, and says what it is', async (file) => {
    const text = await readFile(join(DIRECTORY, file), 'utf8');
    const [, head = '', message = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? [];
    const bumps = parse(head) as Record<string, string>;
    const names = (await ownPackages()).map(({ manifest }) => manifest.name);
    expect([...names, '__default__']).toEqual(expect.arrayContaining(Object.keys(bumps)));
    // All packages have one version, so Nx takes no plan that asks for different ones.
    expect(new Set(Object.values(bumps)).size).toBe(1);
    expect(['major', 'minor', 'patch']).toContain(Object.values(bumps)[0]);
    expect(message.trim()).not.toBe('');
  });

  it('are told once, however many packages they name, and first what breaks', () => {
    const change = (scope: string, description: string, isBreaking = false) => ({
      scope,
      description,
      isBreaking,
    });
    const changes = [
      change('@footman/queue', '\nLanes.\n\nTwo of them.\n'),
      change('@footman/ledger', '\nLanes.\n\nTwo of them.\n'),
      change('@footman/queue', '\nIt asks for Redis 8.\n', true),
    ];
    const text = new Renderer({ changes, changelogEntryVersion: '2.0.0' }).render();
    expect(text.replace(/\(\d{4}-\d\d-\d\d\)/, '(today)')).toBe(
      '## 2.0.0 (today)\n\n### What breaks\n\n- It asks for Redis 8.\n\n### What else\n\n- Lanes.\n\n  Two of them.',
    );
  });

  it('take part in a release under the tag of its version only', async () => {
    const program = fileURLToPath(new URL('../check-tag.mjs', import.meta.url));
    const check = promisify(execFile)(process.execPath, [program, 'v99.0.0']);
    await expect(check).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The tag is v99.0.0'),
    });
  });

  it('make one version of all packages, each of which asks for the others by it', async () => {
    const all = await ownPackages();
    const versions = new Map(all.map(({ manifest }) => [manifest.name, manifest.version]));
    expect(new Set(versions.values()).size).toBe(1);
    for (const { manifest } of all)
      for (const [name, version] of Object.entries(manifest.dependencies ?? {}))
        if (versions.has(name))
          expect([manifest.name, name, version]).toEqual([manifest.name, name, versions.get(name)]);
  });
});
