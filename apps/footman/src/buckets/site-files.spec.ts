import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { notificationsFile } from '../notifications/notifications-file.js';
import { policyFile } from './policy-file.js';
import { findDirectory, readYamlFiles } from './yaml-files.js';

const K8S = fileURLToPath(new URL('../../../../k8s', import.meta.url));

describe('the files in k8s', () => {
  it('are found from an overlay, as from the top', () => {
    const found = findDirectory('bucket-policies', `${K8S}/overlays/summit`);
    expect(found).toBe(`${K8S}/bucket-policies`);
    expect(findDirectory('bucket-policies', `${K8S}/..`)).toBe(found);
  });

  it('say who may use the buckets of embargo-butler', () => {
    const files = readYamlFiles(policyFile, `${K8S}/bucket-policies`);
    expect(files).toHaveLength(10);
    for (const { name, content } of files) expect(content.bucket).toBe(name);
  });

  it.each([
    ['rubinobs-lfa-cp', 'lfa', ({ hostname }: URL) => [`loadBalancerIPs: ${hostname}`]],
    [
      'rubin-summit',
      'summit-new',
      ({ host }: URL, topic: string) => [`KAFKA_CLUSTER=${host}`, `KAFKA_TOPIC=${topic}`],
    ],
  ])('of %s leads to where overlay %s listens', (name, site, settings) => {
    const [file] = readYamlFiles(notificationsFile, `${K8S}/bucket-notifications`, name);
    const overlay = readFileSync(`${K8S}/overlays/${site}/kustomization.yaml`, 'utf8');
    for (const { topic, 'push-endpoint': endpoint } of file?.content.notifications ?? []) {
      for (const setting of settings(new URL(endpoint), topic))
        expect(overlay).toMatch(new RegExp(`${setting}\\b`));
    }
    expect.hasAssertions();
  });

  it('hold no secret, and let the notices of persistent topics outlive a restart', () => {
    for (const { content } of readYamlFiles(notificationsFile, `${K8S}/bucket-notifications`)) {
      for (const each of content.notifications) {
        if (each['push-endpoint'].startsWith('http')) expect(each.OpaqueData).toHaveProperty('file');
        expect(each.time_to_live ?? Infinity).toBeGreaterThanOrEqual(900);
      }
    }
  });
});
