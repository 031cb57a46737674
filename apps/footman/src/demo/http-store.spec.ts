import { startS3, type EmbeddedS3, type StoredObject } from '@footman/embedded';
import { openHttpStore } from './http-store.js';

describe('openHttpStore', () => {
  let s3: EmbeddedS3;

  beforeAll(async () => {
    s3 = await startS3();
  });

  afterAll(() => s3.close());

  it('puts an object under its key as it is', async () => {
    const told = new Promise<StoredObject>((tell) => s3.onPut(tell));
    const key = 'LSSTCam/20251115/with space+plus%41.fits';
    const store = openHttpStore({ ...s3, bucket: 'embargo' });
    await store.put(key, Buffer.from('an exposure'));
    store.close();
    await expect(told).resolves.toMatchObject({ bucket: 'embargo', key, size: 11 });
  });

  it('refuses what has no bucket, and the writer says so', async () => {
    const store = openHttpStore({ ...s3, bucket: 'nowhere' });
    await expect(store.put('a.fits', new Uint8Array(1))).rejects.toThrow(
      'PUT a.fits: the store answered 404',
    );
    store.close();
  });
});
