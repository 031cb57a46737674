import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { INVARIANTS, STATES, TRANSITIONS, type Ledger, type ObjectState, type Stage } from '../src/index.js';
import { ledgerServer, type LedgerServer } from './support/ledger-server.js';
import { EVENING, stage } from './support/stages.js';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));

/** The steps that somebody takes; the ledger's own follow from them. */
const STEPS = TRANSITIONS.filter(({ when }) => !when.startsWith('ledger:'));

describe('invariants', () => {
  it('are numbered in their order, and each names tests', () => {
    expect(INVARIANTS.map(({ number }) => number)).toEqual(INVARIANTS.map((_, i) => i + 1));
    for (const { tests } of INVARIANTS) expect(tests).not.toEqual([]);
  });

  it.each(
    INVARIANTS.flatMap(({ number, tests }) => tests.map(({ file, title }) => [number, file, title] as const)),
  )('%i is held by a test of %s: %s', async (_number, file, title) => {
    const source = await readFile(`${workspace}/${file}`, 'utf8');
    // Titles stand in quotes: of a test of its own, or in a table of tests.
    expect([`'${title}'`, `"${title}"`].some((quoted) => source.includes(quoted))).toBe(true);
  });
});

describe('transitions', () => {
  it('are each listed once', () => {
    const steps = TRANSITIONS.map(({ from, to }) => `${from} ${to}`);
    expect(steps).toEqual([...new Set(steps)]);
  });

  it('lead to every state, and from every state to the Butler or to a decision of a person', () => {
    const reachable = (from: ObjectState | null): Set<ObjectState> => {
      const found = new Set<ObjectState>();
      const open: (ObjectState | null)[] = [from];
      for (const state of open) {
        for (const { to } of TRANSITIONS.filter((transition) => transition.from === state)) {
          if (!found.has(to)) open.push(to);
          found.add(to);
        }
      }
      return found;
    };
    expect([...reachable(null)].sort()).toEqual([...STATES].sort());
    for (const state of STATES.filter((each) => each !== 'registered')) {
      expect([...reachable(state)]).toContain('registered');
    }
  });
});

describe('a life that follows the table', () => {
  let server: LedgerServer;
  let ledger: Ledger;

  beforeAll(async () => {
    server = await ledgerServer();
    ({ ledger } = await server.ledger());
  });
  afterAll(async () => {
    await server.close();
  });

  /** A walk through the table of at most this many steps. */
  const lives = fc.array(fc.nat(), { minLength: 1, maxLength: 12 }).map((choices) => {
    const life: ObjectState[] = [];
    for (const choice of choices) {
      const last = life.at(-1) ?? null;
      const next = STEPS.filter(({ from }) => from === last);
      if (next.length === 0) break;
      life.push((next[choice % next.length] as (typeof next)[0]).to);
    }
    return life;
  });

  it('ends where its last step led, in whatever order its stages arrive', async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        lives.chain((life) => {
          n += 1;
          const stages = life.map((state, i): Stage =>
            stage({ state, at: EVENING + i * 10, etag: `e${n}` }, n),
          );
          return fc.record({
            life: fc.constant(life),
            told: fc.shuffledSubarray(stages, { minLength: stages.length }),
          });
        }),
        async ({ life, told }) => {
          for (const each of told) await ledger.record([each]);
          const [first] = told as [Stage];
          const [object] = await ledger.find(first.bucket, [first.key]);
          const last = life.at(-1);
          expect(object?.state).toBe(last === 'duplicate' ? 'ingested' : last);
        },
      ),
      { numRuns: 100 },
    );
  });
});
