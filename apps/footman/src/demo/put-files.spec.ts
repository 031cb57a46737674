import { putFiles, type FileToPut } from './put-files.js';

const FILES: readonly FileToPut[] = Array.from({ length: 9 }, (_, i) => ({
  key: `${i}.fits`,
  body: new Uint8Array(i),
  ...(i % 2 === 0 && { sidecar: { key: `${i}.json`, body: async () => new Uint8Array(1) } }),
}));

describe('putFiles', () => {
  it('puts every sidecar before its file and no more at once than allowed', async () => {
    const done: string[] = [];
    let now = 0;
    let most = 0;
    const put = async () => {
      most = Math.max(most, ++now);
      await new Promise((next) => setTimeout(next, 2));
      now--;
    };
    await putFiles(FILES, put, { concurrency: 3, onPut: ({ key }) => done.push(key) });
    expect(done).toHaveLength(14);
    expect(most).toBe(3);
    for (const key of done.filter((k) => k.endsWith('.json'))) {
      expect(done.indexOf(key)).toBeLessThan(done.indexOf(key.replace('.json', '.fits')));
    }
  });

  it('fails when the store refuses an object', async () => {
    await expect(putFiles(FILES, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room');
  });
});
