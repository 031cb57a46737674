import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '@footman/k8s';
import { secretsInLogs } from '../src/secrets-in-logs.js';
import { secretsOf } from '../src/secrets.js';

const PASSWORD = 'hunter2"with\\odd$characters';

describe('secrets in logs', () => {
  let logs: string;
  beforeEach(async () => {
    logs = await mkdtemp(join(tmpdir(), 'footman-logs-'));
  });
  afterEach(() => rm(logs, { recursive: true, force: true }));

  it.each([
    ['as they are', PASSWORD],
    ['in a URL', `redis://:${encodeURIComponent(PASSWORD)}@redis:6379`],
    ['in JSON', JSON.stringify({ msg: `AUTH ${PASSWORD}` })],
    ['in base64', Buffer.from(PASSWORD).toString('base64')],
  ])('are found %s, by file and line, and not repeated', async (_, text) => {
    await writeFile(join(logs, 'ingest.log'), `{"msg":"Ingested"}\n${text}\n`);
    await writeFile(join(logs, 'intake.log'), '{"msg":"Enqueued"}\n');
    const leaks = await secretsInLogs(logs, [{ name: 'redis password', value: PASSWORD }]);
    expect(leaks).toEqual([{ name: 'redis password', file: 'ingest.log', line: 2 }]);
  });

  it('are all values of rendered secrets, of files of credentials and of URLs the passwords in them', () => {
    const data = {
      'redis-password': PASSWORD,
      'db-auth.yaml': '- url: postgresql://butler\n  username: footman\n  password: butler-password\n',
      LSST_RESOURCES_S3_PROFILE_embargo: 'https://ACCESS:SECRET%2FKEY@store.example.org',
    };
    const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
    const secret = { kind: 'Secret', metadata: { name: 'all' }, data: Object.fromEntries(encoded) };
    const manifests = [secret, { kind: 'ConfigMap', metadata: { name: 'site' }, data: { BUCKET: 'raw' } }];
    expect(secretsOf(manifests as unknown as Manifest[]).map(({ value }) => value)).toEqual([
      PASSWORD,
      'butler-password',
      data.LSST_RESOURCES_S3_PROFILE_embargo,
      'SECRET/KEY',
    ]);
  });
});
