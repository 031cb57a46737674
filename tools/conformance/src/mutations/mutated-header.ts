import { SeededRandom } from '../support/seeded-random.js';
import type { TestHeader } from '../support/test-headers.js';
import { type CardValue, KNOWN_CARDS, anyValue, valueFor } from './odd-values.js';

/** One change of a header: the card's new value, or undefined where the card is gone. */
export interface Mutation {
  readonly card: string;
  readonly value: CardValue | undefined;
}

/** A real header and what is changed in it. */
export interface MutatedHeader {
  readonly base: TestHeader;
  readonly mutations: readonly Mutation[];
}

const MOST_MUTATIONS = 4;

/** The case of a number: the same for the same seed and the same headers. */
export function mutatedHeader(headers: readonly TestHeader[], seed: number, number: number): MutatedHeader {
  const random = new SeededRandom(seed, number);
  const base = headers[number % headers.length] as TestHeader;
  const known = KNOWN_CARDS.filter((card) => Object.hasOwn(base.header, card));
  const cards = () => random.pick(random.pick([known, known, known, KNOWN_CARDS, Object.keys(base.header)]));
  const mutations = Array.from({ length: random.integer(1, MOST_MUTATIONS) }, () => {
    const card = cards();
    return { card, value: mutate(random, card, base.header[card] ?? null) };
  });
  return { base, mutations };
}

/** The header with its mutations, as the text of a sidecar. Python writes and reads NaN there, which JSON doesn't know. */
export function sidecarText({ base, mutations }: MutatedHeader): string {
  const header: Record<string, CardValue> = { ...base.header };
  for (const { card, value } of mutations) {
    if (value === undefined) delete header[card];
    else header[card] = value;
  }
  const cards = Object.entries(header).map(([card, value]) => `${JSON.stringify(card)}: ${literal(value)}`);
  return `{${cards.join(', ')}}`;
}

/** A mutation in words. */
export function describeMutation({ card, value }: Mutation): string {
  return value === undefined ? `without ${card}` : `${card} = ${literal(value)}`;
}

function mutate(random: SeededRandom, card: string, value: CardValue): CardValue | undefined {
  return random.pick<() => CardValue | undefined>([
    () => undefined,
    () => null,
    () => swapped(value),
    () => anyValue(random),
    () => valueFor(random, card),
    () => valueFor(random, card),
    () => valueFor(random, card),
    () => (typeof value === 'number' ? value * random.pick([-1, 1.0000001, 1e6]) : ` ${String(value)} `),
  ])();
}

/** The same in another type. */
function swapped(value: CardValue): CardValue {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value !== null && value !== '' && !Number.isNaN(Number(value))
    ? Number(value)
    : value === null
      ? ''
      : true;
}

function literal(value: CardValue): string {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : JSON.stringify(value);
}
