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

  it('lead to the addresses that the overlays have', () => {
    const files = readYamlFiles(notificationsFile, `${K8S}/bucket-notifications`);
    const [lfa] = files.filter(({ name }) => name === 'rubinobs-lfa-cp');
    const overlay = readFileSync(`${K8S}/overlays/lfa/kustomization.yaml`, 'utf8');
    const endpoint = new URL(lfa?.content.notifications[0]?.['push-endpoint'] ?? '');
    expect(overlay).toContain(`loadBalancerIPs: ${endpoint.hostname}`);
    expect(endpoint.pathname).toBe('/notify');
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
