import { seededRandom } from '@footman/cli/demo';
import type { Fault, FaultKind } from './fault.js';

/** What a night's faults are made from. */
export interface ScheduleOptions {
  readonly seed: number;
  readonly kills: number;
  readonly nightMs: number;
  /** Names of the programs that may be killed and frozen. */
  readonly programs: readonly string[];
  /** Names of the servers whose connections may be cut and slowed down; empty where nothing stands between. */
  readonly links: readonly string[];
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
};

type Range = readonly [from: number, to: number];

const SLOWNESS = ['latency', 'bandwidth', 'cut'] as const;

/** A program that has just come back is left in peace for so long. */
const PEACE_MS = 1000;

/**
 * Plans a night's faults: so many kills, a freeze for every five of them, something slow or cut for every three. Each kind is spread over the
 * night, and takes all its targets in turn, shuffled, before one of them has it again; no target has two at once.
 */
export function planFaults({ seed, kills, nightMs, programs, links }: ScheduleOptions): readonly Fault[] {
  const random = seededRandom(seed, 'faults');
  const between = ([from, to]: Range) => Math.round(from + random() * (to - from));
  const spread = (kinds: readonly FaultKind[]) =>
    kinds.map((kind, i) => ({ kind, at: Math.round((nightMs * (i + random())) / kinds.length) }));
  const several = (n: number, kind: (i: number) => FaultKind) =>
    spread(Array.from({ length: n }, (_, i) => kind(i)));
  const moments = [
    ...several(kills, () => 'kill'),
    ...several(Math.ceil(kills / 5), () => 'freeze'),
    ...several(links.length === 0 ? 0 : Math.ceil(kills / 3), (i) => SLOWNESS[i % SLOWNESS.length] ?? 'cut'),
  ].sort((a, b) => a.at - b.at);

  const bags = new Map<FaultKind, string[]>();
  const busyUntil = new Map<string, number>();
  return moments.map(({ kind, at }) => {
    const { ms, strength } = RANGES[kind];
    const targets = kind === 'kill' || kind === 'freeze' ? programs : links.map((link) => `${link} link`);
    const bag = bags.get(kind) ?? [];
    if (bag.length === 0) bag.push(...shuffled(targets, random));
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
