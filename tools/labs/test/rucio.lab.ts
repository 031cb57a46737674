import {
  type CredentialsSource,
  type ReplicaFile,
  RucioAuthenticationError,
  RucioClient,
  type RucioClientOptions,
  RucioInconsistentError,
  RucioInvalidError,
  RucioNotFoundError,
  RucioPermissionError,
  RucioUnavailableError,
} from '@footman/rucio-client';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { RucioLab } from '../src/rucio-lab.js';

const PATIENCE_MS = 40_000;
const RSE = 'S3EMB';

const lab = await RucioLab.start();

(lab ? describe : describe.skip)('with a real Rucio', () => {
  const { place } = lab as RucioLab;
  const INGEST = { kind: 'userpass', account: 'ingest', username: 'ingest', password: 'ingestpw' } as const;
  const PLAIN = { kind: 'userpass', account: 'plain', username: 'plain', password: 'plainpw' } as const;
  const closing: RucioClient[] = [];
  let names = 0;
  let client: RucioClient;

  beforeAll(() => {
    client = clientOf(INGEST);
  });

  afterAll(async () => {
    closing.forEach((each) => each.close());
    await lab?.stop();
  });

  function clientOf(credentials: CredentialsSource, options: Partial<RucioClientOptions> = {}): RucioClient {
    const made = new RucioClient({ url: place.url, ca: place.ca, credentials, firstWaitMs: 100, ...options });
    closing.push(made);
    return made;
  }

  /** Files that nobody knows yet. */
  function newFiles(count = 1): ReplicaFile[] {
    const exposure = `LSSTCam/20261125/MC_O_20261125_${String(++names).padStart(6, '0')}`;
    return Array.from({ length: count }, (_, detector) => {
      const name = `${exposure}/${detector}.fits`;
      return {
        scope: 'raw',
        name,
        bytes: 1024 + detector,
        adler32: '0cc737eb',
        md5: createHash('md5').update(name).digest('hex'),
        pfn: `s3://s3dfrgw.example.org:443/embargo@rubin-summit/${name}`,
      };
    });
  }

  function newDataset() {
    return { scope: 'raw', name: `Dataset/LSSTCam/20261125/${String(++names).padStart(4, '0')}` };
  }

  async function newDatasetMade() {
    const dataset = newDataset();
    await client.createDataset(dataset);
    return dataset;
  }

  const first = <T>(items: readonly T[]): T => items[0] as T;

  it('asks the version without a login', async () => {
    expect(await clientOf({ ...INGEST, password: 'wrong' }).version()).toMatch(/^\d+\.\d+/);
  });

  describe('logs in', () => {
    it.each<[string, CredentialsSource]>([
      ['with a password', INGEST],
      ['with a certificate', { kind: 'x509', account: 'ingest', cert: place.certificate, key: place.key }],
      ['with an SSH key', { kind: 'ssh', account: 'ingest', key: place.sshKey }],
      ['with a token that another login gave', async () => ({ kind: 'oidc', token: await tokenOfIngest() })],
    ])('%s, and may write', async (_, credentials) => {
      expect(await clientOf(credentials).createDataset(newDataset())).toBe(true);
    });

    it.each<[string, CredentialsSource]>([
      ['a wrong password', { ...INGEST, password: 'wrong-s3cret' }],
      ['an account that isn’t theirs', { ...INGEST, account: 'root' }],
      [
        'a certificate for an account that isn’t its',
        { kind: 'x509', account: 'plain', cert: place.certificate, key: place.key },
      ],
      ['an SSH key for an account that isn’t its', { kind: 'ssh', account: 'plain', key: place.sshKey }],
      ['a token that nobody gave', { kind: 'oidc', token: 'ingest-ingest-footman-s3cret' }],
    ])('not with %s, and says so without it', async (_, credentials) => {
      const error: unknown = await clientOf(credentials)
        .listRules(newDataset())
        .catch((e: unknown) => e);
      expect(error).toBeInstanceOf(RucioAuthenticationError);
      expect(String((error as Error).stack)).not.toContain('s3cret');
      expect(error).toMatchObject({ transient: false, exceptionClass: 'CannotAuthenticate' });
    });

    it('again when the server forgets the token, once for all calls that need it', async () => {
      let logins = 0;
      const forgetful = clientOf(() => {
        logins++;
        return INGEST;
      });
      await forgetful.createDataset(newDataset());
      await lab?.expireTokens();
      const made = await Promise.all(Array.from({ length: 5 }, () => forgetful.createDataset(newDataset())));
      expect(made).toEqual([true, true, true, true, true]);
      expect(logins).toBe(2);
    });

    it('and has no rights by that', async () => {
      const plain = clientOf(PLAIN);
      const { exceptionClass } = (await plain
        .addReplicas(RSE, newFiles())
        .catch((e: unknown) => e)) as RucioPermissionError;
      expect(exceptionClass).toBe('AccessDenied');
      await expect(plain.createDataset(newDataset())).rejects.toBeInstanceOf(RucioPermissionError);
    });

    async function tokenOfIngest(): Promise<string> {
      // By hand, as the token of an issuer would come from elsewhere.
      const { request } = await import('node:https');
      return await new Promise((done, failed) => {
        request(
          `${place.url}/auth/userpass`,
          {
            ca: place.ca,
            headers: {
              'X-Rucio-Account': 'ingest',
              'X-Rucio-Username': 'ingest',
              'X-Rucio-Password': 'ingestpw',
            },
          },
          (response) => done(String(response.resume().headers['x-rucio-auth-token'])),
        )
          .on('error', failed)
          .end();
      });
    }
  });

  describe('replicas', () => {
    it('are where they were said to be, however often that is said', async () => {
      const files = newFiles(3);
      await client.addReplicas(RSE, files);
      await client.addReplicas(RSE, [...files, ...files]);
      const listed = await client.listReplicas(files);
      expect(
        listed.map(({ name, bytes, adler32, md5, rses }) => ({ name, bytes, adler32, md5, pfns: rses[RSE] })),
      ).toEqual(
        files.map(({ name, bytes, adler32, md5, pfn }) => ({ name, bytes, adler32, md5, pfns: [pfn] })),
      );
    });

    it('can be left to a deterministic RSE, and must not contradict it', async () => {
      const { pfn, ...file } = first(newFiles());
      await client.addReplicas('DISK1', [file]);
      const listed = await client.listReplicas([file], 'DISK1');
      expect(first(listed).rses).toEqual({
        DISK1: [`davs://dtn1.example.org:443/rucio/disk1/raw/${file.name}`],
      });
      await expect(
        client.addReplicas('DISK1', [{ ...first(newFiles()), pfn: pfn as string }]),
      ).rejects.toMatchObject({
        transient: false,
      });
    });

    it('are added once by many who add them at the same time', async () => {
      const clients = Array.from({ length: 6 }, () => clientOf(INGEST, { attempts: 10 }));
      // Logins first, or they would come one after the other.
      await Promise.all(clients.map((each) => each.getDid(newDataset())));
      for (let round = 0; round < 3; round++) {
        const files = newFiles(50);
        await Promise.all(clients.map((each) => each.addReplicas(RSE, files)));
        const pfns = (await client.listReplicas(files)).map(({ rses }) => rses[RSE]);
        expect(pfns.sort()).toEqual(files.map(({ pfn }) => [pfn]).sort());
      }
    });

    it('need an RSE and a scope that are there', async () => {
      await expect(client.addReplicas('NOWHERE', newFiles())).rejects.toBeInstanceOf(RucioNotFoundError);
      const astray = newFiles().map((file) => ({ ...file, scope: 'nope' }));
      await expect(client.addReplicas(RSE, astray)).rejects.toBeInstanceOf(RucioNotFoundError);
    });

    it('of unknown files are none', async () => {
      expect(await client.listReplicas(newFiles(2))).toEqual([]);
    });

    it('with names that only the server refuses say so in a short line', async () => {
      const files = newFiles().map((file) => ({ ...file, name: `${file.name}+` }));
      const error = (await client.addReplicas(RSE, files).catch((e: unknown) => e)) as Error;
      expect(error).toBeInstanceOf(RucioInvalidError);
      expect(error.message).toMatch(/^.{20,450}$/);
    });
  });

  describe('datasets', () => {
    it('are made once, by however many', async () => {
      const dataset = newDataset();
      const made = await Promise.all(Array.from({ length: 5 }, () => client.createDataset(dataset)));
      expect(made.filter(Boolean)).toHaveLength(1);
      expect(await client.getDid(dataset)).toMatchObject({ type: 'DATASET', monotonic: true, open: true });
    });

    it('that aren’t there are undefined', async () => {
      expect(await client.getDid(newDataset())).toBeUndefined();
    });

    it(
      'have the files that were attached, each once, and 1,001 of them in two calls',
      async () => {
        const dataset = await newDatasetMade();
        const files = newFiles(1001);
        await client.addReplicas(RSE, files);
        expect(await client.listFiles(dataset)).toEqual([]);
        await client.attach(dataset, files.slice(0, 10));
        await client.attach(dataset, files);
        const names = files.map(({ name }) => name).sort();
        expect((await client.listFiles(dataset)).map(({ name }) => name).sort()).toEqual(names);
        expect((await client.listReplicas(files)).map(({ name }) => name).sort()).toEqual(names);
      },
      PATIENCE_MS,
    );

    it.each<[string, Partial<ReplicaFile>]>([
      ['checksum', { adler32: 'deadbeef' }],
      ['size', { bytes: 1 }],
      ['md5', { md5: '0'.repeat(32) }],
    ])('take no file with another %s', async (_, other) => {
      const dataset = await newDatasetMade();
      const files = newFiles();
      await client.addReplicas(RSE, files);
      const wrong = files.map((file) => ({ ...file, ...other }));
      // Here the server doesn't look.
      await client.addReplicas(RSE, wrong);
      const error: unknown = await client.attach(dataset, wrong).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(RucioInconsistentError);
      expect(error).toMatchObject({ status: 412, code: 'inconsistent', transient: false });
      expect(await client.listFiles(dataset)).toEqual([]);
    });

    it('are found by a pattern, files aside', async () => {
      const day = `Dataset/LSSTCam/2026112${++names}`;
      const [one, other] = [`${day}/0001`, `${day}/0002`];
      for (const name of [one, other, `${day}1/0001`]) await client.createDataset({ scope: 'raw', name });
      await client.addReplicas('DISK1', [{ scope: 'raw', name: `${day}/f`, bytes: 1, adler32: '00000001' }]);
      expect((await client.listDids('raw', `${day}/*`, 'dataset')).sort()).toEqual([one, other]);
      expect(await client.listDids('raw', `${day}/*`, 'file')).toEqual([`${day}/f`]);
      expect(await client.listDids('raw', 'none/*', 'dataset')).toEqual([]);
    });

    it('and files must be there', async () => {
      const files = newFiles();
      const dataset = await newDatasetMade();
      await expect(client.attach(dataset, files)).rejects.toBeInstanceOf(RucioNotFoundError);
      await client.addReplicas(RSE, files);
      await expect(client.attach(newDataset(), files)).rejects.toBeInstanceOf(RucioNotFoundError);
    });

    it('have a rule once', async () => {
      const dataset = await newDatasetMade();
      const request = { rseExpression: RSE, account: 'ingest', grouping: 'DATASET', lifetime: 3600 } as const;
      const id = await client.addRule(dataset, request);
      expect(await client.addRule(dataset, request)).toBeUndefined();
      expect(await client.listRules(dataset)).toEqual([
        expect.objectContaining({ id, rse_expression: RSE, account: 'ingest', copies: 1, state: 'OK' }),
      ]);
    });
  });

  describe('metadata', () => {
    it('come with a new file, and later by name, of all files or none', async () => {
      const files = newFiles(2).map((file) => ({ ...file, meta: { rubin_butler: 'raw_file' } }));
      await client.addReplicas(RSE, files);
      expect(await client.getMetadata(first(files))).toMatchObject({ rubin_butler: 'raw_file', bytes: 1024 });

      const items = files.map(({ scope, name }) => ({ scope, name, meta: { rubin_sidecar: '{"id": "1"}' } }));
      const unknown = newFiles().map(({ scope, name }) => ({ scope, name, meta: { rubin_sidecar: '{}' } }));
      await expect(client.setMetadata([...items, ...unknown])).rejects.toBeInstanceOf(RucioNotFoundError);
      expect(await client.getMetadata(first(files))).not.toHaveProperty('rubin_sidecar');
      await client.setMetadata(items);
      expect(await client.getMetadata(first(files))).toMatchObject({
        rubin_butler: 'raw_file',
        rubin_sidecar: '{"id": "1"}',
      });
    });
  });

  describe('when it goes away', () => {
    it(
      'within many batches: they wait for it, and nothing is missing',
      async () => {
        const patient = clientOf(INGEST, { attempts: 30, firstWaitMs: 300 });
        const files = newFiles(2500);
        const dataset = await newDatasetMade();
        const added = patient.addReplicas(RSE, files).then(() => patient.attach(dataset, files));
        await untilSome(files);
        await lab?.kill();
        await expect(
          clientOf(INGEST, { attempts: 2, firstWaitMs: 10 }).createDataset(newDataset()),
        ).rejects.toBeInstanceOf(RucioUnavailableError);
        await lab?.restart();
        await added;
        const listed = await client.listFiles(dataset);
        expect(new Set(listed.map(({ name }) => name))).toEqual(new Set(files.map(({ name }) => name)));
        expect(listed).toHaveLength(files.length);
      },
      PATIENCE_MS,
    );

    it('without a word, calls end in their time, and succeed once it’s back', async () => {
      await lab?.postgres.freeze();
      const hurried = clientOf(INGEST, { attempts: 2, timeoutMs: 500, firstWaitMs: 10 });
      const began = Date.now();
      await expect(hurried.createDataset(newDataset())).rejects.toBeInstanceOf(RucioUnavailableError);
      expect(Date.now() - began).toBeLessThan(5000);
      await lab?.postgres.thaw();
      expect(await hurried.createDataset(newDataset()).catch(() => hurried.createDataset(newDataset()))).toBe(
        true,
      );
    });

    it('for good, a client that closes waits no longer', async () => {
      await lab?.kill();
      const leaving = clientOf(INGEST, { attempts: 100, firstWaitMs: 5000 });
      const left = expect(leaving.createDataset(newDataset())).rejects.toBeInstanceOf(RucioUnavailableError);
      await sleep(300);
      leaving.close();
      await left;
    });

    /** Until the first call has been written and others are under way. */
    async function untilSome(files: readonly ReplicaFile[]): Promise<void> {
      while ((await client.listReplicas(files.slice(0, 1))).length === 0) await sleep(50);
    }
  });
});
