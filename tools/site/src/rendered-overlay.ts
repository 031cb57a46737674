import { Checkout, K8S, LACKING, type Manifest } from '@footman/k8s';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether an overlay registers with Rucio. */
export async function hasRucio(overlay: string): Promise<boolean> {
  const kustomization = join(K8S, 'overlays', overlay, 'kustomization.yaml');
  return existsSync(kustomization) && (await readFile(kustomization, 'utf8')).includes('components/rucio');
}

/**
 * Renders an overlay as `make dump` does, with a stand-in for Vault.
 *
 * @param values what Vault has.
 * @throws Error where kubectl or make are lacking, or there is no such overlay.
 */
export async function renderedOverlay(
  overlay: string,
  values: Readonly<Record<string, string>>,
): Promise<Manifest[]> {
  if (LACKING.length > 0) throw new Error(`There is no ${LACKING.join(' and no ')} here`);
  const checkout = await Checkout.make({ values });
  try {
    if (!existsSync(checkout.overlay(overlay))) throw new Error(`There is no overlay ${overlay}`);
    return await checkout.render(overlay);
  } finally {
    await checkout.remove();
  }
}
