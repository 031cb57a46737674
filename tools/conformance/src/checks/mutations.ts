import { translate, instrumentNames } from '@footman/obs-lsst';
import { join } from 'node:path';
import { BothSides, type Verdict } from '../mutations/both-sides.js';
import { type MutatedHeader, describeMutation, mutatedHeader } from '../mutations/mutated-header.js';
import { numbersOf } from '../support/case-numbers.js';
import type { Conformance } from '../support/conformance.js';
import { type TestHeader, readAllHeaders } from '../support/test-headers.js';

const COUNT = 600;
/** More failures than this are of the same few causes. */
const MOST_FAILURES = 25;

/** Real headers with something wrong in them make the same rows on both sides, or are refused by both. */
export async function mutations({ checks, reference, options, shared, work }: Conformance): Promise<void> {
  const headers = (await readAllHeaders(shared)).filter(isSupported);
  const { seed } = options;
  await checks.check(`mutated headers: the same rows, or refused by both (seed ${seed})`, async () => {
    const sides = await BothSides.open(reference, join(work, 'mutations'), instrumentNames);
    const seen = { 'same rows': 0, 'both refuse': 0, different: 0 };
    const failures: string[] = [];
    try {
      for (const number of numbersOf(options, COUNT)) {
        const header = mutatedHeader(headers, seed, number);
        const verdict = await sides.compare(header);
        seen[verdict.outcome] += 1;
        if (verdict.outcome !== 'different' || failures.length >= MOST_FAILURES) continue;
        failures.push(
          `--only mutations --seed ${seed} --case ${number}: ${await explain(sides, header, verdict)}`,
        );
      }
    } finally {
      await sides.close();
    }
    if (failures.length > 0) throw new Error(`${seen.different} differ:\n${failures.join('\n')}`);
    const instruments = new Set(headers.map(({ instrument }) => instrument)).size;
    return `${seen['same rows']} same rows, ${seen['both refuse']} refused by both, ${headers.length} headers of ${instruments} instruments`;
  });
}

/** Says what differs, with as few of the mutations as still make a difference. */
async function explain(sides: BothSides, header: MutatedHeader, verdict: Verdict): Promise<string> {
  let [least, said] = [header, verdict];
  for (const mutation of header.mutations) {
    const fewer = { ...least, mutations: least.mutations.filter((other) => other !== mutation) };
    const without = await sides.compare(fewer);
    if (without.outcome === 'different') [least, said] = [fewer, without];
  }
  const changes = least.mutations.map(describeMutation).join(', ') || 'unchanged';
  return `${header.base.name}, ${changes}\n    ${said.differences.join('\n    ')}`;
}

/** Whether the header is of an instrument that can be translated yet. */
function isSupported({ header }: TestHeader): boolean {
  try {
    return translate(header) !== null;
  } catch (error) {
    return !/isn't supported yet/.test(String(error));
  }
}
