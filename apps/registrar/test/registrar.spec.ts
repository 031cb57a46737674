import { hasRedisServer } from '@footman/embedded';
import { keyOf, RegistrarSite, type RunningRegistrar } from './registrar-site.js';
import { until } from './until.js';

/** What it does with a real Rucio is in tools/labs. */
(hasRedisServer() ? describe : describe.skip)('a registrar while Rucio is away', () => {
  let site: RegistrarSite;
  let registrar: RunningRegistrar;

  beforeAll(async () => {
    site = await RegistrarSite.open();
  });
  afterAll(() => site?.close());

  it('refuses what can’t be registered, leaves out what isn’t to be, and waits with all others', async () => {
    const good = await Promise.all(['R22_S10', 'R22_S11', 'R22_S12'].map((name) => site.file(keyOf(name))));
    const replaced = await site.file(keyOf('R22_S20'), 'one');
    await site.file(keyOf('R22_S20'), 'another');
    const gone = await site.file(keyOf('R22_S21'));
    await site.store.delete(gone.bucket, gone.key);
    const guider = await site.file(keyOf('R00_SG0_guider'));
    const astray = await site.file('LSSTCam/astray.fits');
    registrar = await site.serve();
    await site.tell(...good, replaced, gone, guider, astray);
    await until(async () => (await registrar.outcomes('refused')) === 3);
    expect(await registrar.outcomes('skipped')).toBe(1);
    expect(await registrar.outcomes('registered')).toBe(0);
    const away = 'footman_registrar_failures_total{system="rucio",reason="unavailable"}';
    await until(async () => (await registrar.metric(away)) >= 6);
    // Each was read once, however often it was tried to register it.
    const bytes = good.reduce((sum, { size }) => sum + size, 0);
    expect(await registrar.metric('footman_registrar_bytes_total')).toBe(bytes);
  });

  it('is not ready, says so in its metrics, and lives', async () => {
    const { url } = registrar.service;
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    const { details } = (await ready.json()) as { details: Record<string, { status: string }> };
    expect(details).toMatchObject({
      queue: { status: 'up' },
      rucio: { status: 'down' },
      'object-store': { status: 'up' },
    });
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect(await registrar.metric('footman_rucio_up')).toBe(0);
  });

  it('gives back what it holds when it ends, and another one has that in hand', async () => {
    await registrar.service.close();
    const second = await site.serve();
    await until(async () => (await second.metric('footman_registrar_bytes_total')) > 0);
    expect(await second.outcomes('refused')).toBe(0);
  });
});
