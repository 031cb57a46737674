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
];
const links = ['redis', 'postgres', 's3', 'intake'];
const plan = (seed: number, kills = 15, through = links) =>
  planFaults({ seed, kills, nightMs: 60_000, programs, links: through });

describe('planFaults', () => {
  it('kills as often as asked, and every program once before one is killed again', () => {
    const killed = plan(1).filter(({ kind }) => kind === 'kill');
    expect(killed).toHaveLength(15);
    expect(new Set(killed.slice(0, programs.length).map(({ target }) => target))).toEqual(new Set(programs));
  });

  it('freezes, slows and cuts besides', () => {
    expect(new Set(plan(1).map(({ kind }) => kind))).toEqual(
      new Set(['kill', 'freeze', 'latency', 'bandwidth', 'cut']),
    );
  });

  it('leaves connections alone where nothing stands between', () => {
    expect(new Set(plan(1, 15, []).map(({ kind }) => kind))).toEqual(new Set(['kill', 'freeze']));
  });

  it('never has two faults on one target at once, and begins all of a long night within it', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 40 }), (seed, kills) => {
        const until = new Map<string, number>();
        const faults = planFaults({ seed, kills, nightMs: kills * 4000, programs, links });
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
