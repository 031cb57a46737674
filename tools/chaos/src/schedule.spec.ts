import fc from 'fast-check';
import { planFaults } from './schedule.js';

const programs = [
  'redis',
  'postgres',
  's3',
  'intake',
  'worker-1',
  'worker-2',
  'worker-3',
  'reaper-1',
  'reaper-2',
].map((name) => ({ name, suffers: ['kill', 'freeze'] as const }));
const links = ['redis link', 'postgres link', 's3 link', 'intake link'].map((name) => ({
  name,
  suffers: ['latency', 'bandwidth', 'cut'] as const,
}));
const receiver = { name: 'webhook', suffers: ['refuse', 'hang', 'away'] as const };
const targets = [...programs, ...links, receiver];
const plan = (seed: number, kills = 15, mistreated: typeof targets = targets) =>
  planFaults({ seed, kills, nightMs: 60_000, targets: mistreated });
const kindsOf = (faults: ReturnType<typeof plan>) => new Set(faults.map(({ kind }) => kind));

describe('planFaults', () => {
  it('kills as often as asked, and every program once before one is killed again', () => {
    const killed = plan(1).filter(({ kind }) => kind === 'kill');
    expect(killed).toHaveLength(15);
    expect(new Set(killed.slice(0, programs.length).map(({ target }) => target))).toEqual(
      new Set(programs.map(({ name }) => name)),
    );
  });

  it('freezes, slows, cuts and has receivers fail besides', () => {
    expect(kindsOf(plan(1))).toEqual(
      new Set(['kill', 'freeze', 'latency', 'bandwidth', 'cut', 'refuse', 'hang', 'away']),
    );
  });

  it('does to each target only what it suffers', () => {
    for (const { kind, target } of plan(2, 40))
      expect(targets.find(({ name }) => name === target)?.suffers).toContain(kind);
  });

  it('leaves connections alone where nothing stands between', () => {
    expect(kindsOf(plan(1, 15, programs))).toEqual(new Set(['kill', 'freeze']));
  });

  it('never has two faults on one target at once, and begins all of a long night within it', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), (seed, kills) => {
        const until = new Map<string, number>();
        const faults = planFaults({ seed, kills, nightMs: kills * 4000, targets });
        for (const { at, target, forMs } of [...faults].sort((a, b) => a.at - b.at)) {
          expect(at).toBeGreaterThanOrEqual(until.get(target) ?? 0);
          expect(target).not.toBe('');
          until.set(target, at + forMs);
        }
      }),
    );
  });

  it('is the same for the same seed, and another for another', () => {
    expect(plan(3)).toEqual(plan(3));
    expect(plan(3)).not.toEqual(plan(4));
  });
});
