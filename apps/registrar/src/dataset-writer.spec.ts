import {
  type ReplicaFile,
  RucioInconsistentError,
  RucioInvalidError,
  RucioPermissionError,
  RucioUnavailableError,
} from '@footman/rucio-client';
import { DatasetWriter } from './dataset-writer.js';
import { FileRefusedError } from './file-refused-error.js';

const DATASET = { scope: 'raw', name: 'Dataset/LSSTCam/20251115/0012' };

const files = (...names: string[]): ReplicaFile[] =>
  names.map((name) => ({ scope: 'raw', name, bytes: 1, adler32: '00000001' }));
const fifty = () => files(...Array.from({ length: 50 }, (_, i) => `f${i}`));

/** A client whose server takes no call with one of these files, for a reason; the suite with a real one is in tools/labs. */
function clientOf(refusal: (name: string) => Error | undefined) {
  const registered = new Set<string>();
  let calls = 0;
  return {
    registered,
    calls: () => calls,
    createDataset: async () => true,
    addReplicas: async () => undefined,
    attach: async (_: unknown, attached: readonly { name: string }[]) => {
      calls++;
      for (const { name } of attached) {
        const error = refusal(name);
        if (error) throw error;
      }
      for (const { name } of attached) registered.add(name);
    },
  };
}

const reasonsOf = (outcomes: readonly PromiseSettledResult<void>[]) =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));

describe('a dataset’s writer', () => {
  it('refuses the one that is inconsistent, and registers its neighbours in few calls', async () => {
    const client = clientOf((name) =>
      name === 'f17' ? new RucioInconsistentError('Another size') : undefined,
    );
    const reasons = reasonsOf(await new DatasetWriter(client, 'DISK').write(DATASET, fifty()));
    expect(reasons).toEqual([expect.any(FileRefusedError)]);
    expect(reasons).toEqual([expect.objectContaining({ message: 'Another size' })]);
    expect(client.registered.size).toBe(49);
    expect(client.calls()).toBeLessThan(15);
  });

  it('refuses what the server finds invalid when it takes others', async () => {
    const invalid = new RucioInvalidError('No such path', { status: 400 });
    const client = clientOf((name) => (name === 'f3' ? invalid : undefined));
    const reasons = reasonsOf(await new DatasetWriter(client, 'DISK').write(DATASET, fifty()));
    expect(reasons).toEqual([expect.any(FileRefusedError)]);
  });

  it('refuses none when it takes none: then something is wrong with the site, and few calls tell', async () => {
    const invalid = new RucioInvalidError('No such path', { status: 400 });
    const client = clientOf(() => invalid);
    const writer = new DatasetWriter(client, 'DISK');
    for (let round = 0; round < 3; round++) {
      const reasons = reasonsOf(await writer.write(DATASET, fifty()));
      expect(reasons).toHaveLength(50);
      expect(new Set(reasons)).toEqual(new Set([invalid]));
    }
    expect(client.calls()).toBeLessThan(40);
  });

  it('refuses one that comes alone again and again once others were taken', async () => {
    const client = clientOf((name) =>
      name === 'bad' ? new RucioInvalidError('No', { status: 400 }) : undefined,
    );
    const writer = new DatasetWriter(client, 'DISK');
    const bad = files('bad');
    expect(reasonsOf(await writer.write(DATASET, bad))).toEqual([expect.any(RucioInvalidError)]);
    expect(reasonsOf(await writer.write(DATASET, bad))).toEqual([expect.any(RucioInvalidError)]);
    await writer.write(DATASET, files('good'));
    expect(reasonsOf(await writer.write(DATASET, bad))).toEqual([expect.any(FileRefusedError)]);
  });

  it.each([
    ['that it has no right', new RucioPermissionError('No right')],
    ['nothing', new RucioUnavailableError('Away')],
  ])('halves nothing when it is told %s', async (_, error) => {
    const client = clientOf(() => error);
    const reasons = reasonsOf(await new DatasetWriter(client, 'DISK').write(DATASET, fifty()));
    expect(new Set(reasons)).toEqual(new Set([error]));
    expect(client.calls()).toBe(1);
  });

  it('keeps what it has done when the server goes away amid a search', async () => {
    const client = clientOf((name) => {
      if (name === 'f0') return new RucioUnavailableError('Away');
      return name === 'f49' ? new RucioInconsistentError('Another size') : undefined;
    });
    const outcomes = await new DatasetWriter(client, 'DISK').write(DATASET, fifty().reverse());
    expect(client.registered.size).toBeGreaterThan(0);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(client.registered.size);
    expect(reasonsOf(outcomes).at(-1)).toBeInstanceOf(RucioUnavailableError);
  });
});
