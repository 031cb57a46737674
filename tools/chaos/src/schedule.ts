import { seededRandom } from '@footman/cli/demo';
import type { Fault, FaultKind, Target } from './fault.js';

/** What a night's faults are made from. */
export interface ScheduleOptions {
  readonly seed: number;
  readonly kills: number;
  readonly nightMs: number;
  /** What may be mistreated, and how. */
  readonly targets: readonly Pick<Target, 'name' | 'suffers'>[];
}

/** What each kind takes, in milliseconds, and how strong it is, from and to. */
const RANGES: Readonly<Record<FaultKind, { readonly ms: Range; readonly strength?: Range }>> = {
  kill: { ms: [200, 2500] },
  // Longer than a job's lock, so that others take over what a frozen worker still believes to be its own.
  freeze: { ms: [1000, 9000] },
  wipe: { ms: [500, 1000] },
  latency: { ms: [2000, 6000], strength: [50, 600] },
  bandwidth: { ms: [2000, 6000], strength: [20, 200] },
  cut: { ms: [300, 3000] },
  refuse: { ms: [1000, 5000] },
  // Longer than a sender waits for an answer.
  hang: { ms: [2000, 8000] },
  away: { ms: [500, 4000] },
};

type Range = readonly [from: number, to: number];

/** Which kinds come, each group's in turn, and for how many kills there is one. */
const GROUPS: readonly { readonly kinds: readonly FaultKind[]; readonly perKills: number }[] = [
  { kinds: ['kill'], perKills: 1 },
  { kinds: ['freeze'], perKills: 5 },
  { kinds: ['latency', 'bandwidth', 'cut'], perKills: 3 },
  { kinds: ['refuse', 'hang', 'away'], perKills: 5 },
];

/** A target that has just come back is left in peace for so long. */
const PEACE_MS = 1000;

/**
 * Plans a night's faults: so many kills, and of each other group of kinds one for every few of them, where something suffers it. Each group
 * is spread over the night, and each kind takes all its targets in turn, shuffled, before one of them has it again; no target has two at once.
 */
export function planFaults({ seed, kills, nightMs, targets }: ScheduleOptions): readonly Fault[] {
  const random = seededRandom(seed, 'faults');
  const between = ([from, to]: Range) => Math.round(from + random() * (to - from));
  const suffering = (kind: FaultKind) =>
    targets.filter(({ suffers }) => suffers.includes(kind)).map(({ name }) => name);
  const moments = GROUPS.flatMap(({ kinds, perKills }) => {
    const possible = kinds.filter((kind) => suffering(kind).length > 0);
    const count = possible.length === 0 ? 0 : Math.ceil(kills / perKills);
    return Array.from({ length: count }, (_, i) => ({
      kind: possible[i % possible.length] as FaultKind,
      at: Math.round((nightMs * (i + random())) / count),
    }));
  }).sort((a, b) => a.at - b.at);

  const bags = new Map<FaultKind, string[]>();
  const busyUntil = new Map<string, number>();
  return moments.map(({ kind, at }) => {
    const { ms, strength } = RANGES[kind];
    const bag = bags.get(kind) ?? [];
    if (bag.length === 0) bag.push(...shuffled(suffering(kind), random));
    bags.set(kind, bag);
    const free = bag.findIndex((target) => (busyUntil.get(target) ?? 0) <= at);
    const [target = ''] = bag.splice(Math.max(0, free), 1);
    // With nobody free the next one waits until it is.
    const begin = Math.max(at, busyUntil.get(target) ?? 0);
    const forMs = between(ms);
    busyUntil.set(target, begin + forMs + PEACE_MS);
    return { at: begin, kind, target, forMs, ...(strength && { strength: between(strength) }) };
  });
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
