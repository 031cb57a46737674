import { Checkout, LACKING } from '../src/checkout.js';
import type { Manifest } from '../src/manifest.js';

/** The sites of usdf-embargo-deploy, which must all be here. */
export const SITES = ['bts', 'lfa', 'pp-dev', 'sts', 'summit', 'summit-new', 'test', 'tts'] as const;

/** `describe`, or a skipped one that says what is lacking. */
export function describeRendered(title: string, body: () => void): void {
  if (LACKING.length === 0) describe(title, body);
  else describe.skip(`${title} (skipped: there is no ${LACKING.join(' and no ')} here)`, body);
}

const rendered = new Map<string, Promise<Manifest[]>>();

/** A site's objects, rendered once for all tests of a file. */
export function manifestsOf(site: string): Promise<Manifest[]> {
  const rendering = rendered.get(site) ?? render(site);
  rendered.set(site, rendering);
  return rendering;
}

async function render(site: string): Promise<Manifest[]> {
  const checkout = await Checkout.make();
  try {
    return await checkout.render(site);
  } finally {
    await checkout.remove();
  }
}
