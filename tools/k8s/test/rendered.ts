import { Checkout, LACKING } from '../src/checkout.js';
import type { Manifest } from '../src/manifest.js';

/** The sites of usdf-embargo-deploy, which must all be here. */
export const SITES = ['bts', 'lfa', 'pp-dev', 'sts', 'summit', 'summit-new', 'test', 'tts'] as const;

/** The sites that have embargo-butler today, and what observes each beside it. */
export const MOVING_OVER = SITES.filter((site) => site !== 'test').map(
  (site) => `moving-over/${site}` as const,
);

/** Where notices come by Kafka, so that nothing has to listen for them. */
export const BY_KAFKA: readonly string[] = ['summit-new', 'test', 'moving-over/summit-new'];

/** Where Prompt Processing asks which images have arrived. */
export const WITH_PRESENCE: readonly string[] = ['pp-dev', 'summit', 'summit-new', 'test'].flatMap((site) => [
  site,
  `moving-over/${site}`,
]);

/** Where somebody else is told of each file that was ingested. */
export const WITH_ANNOUNCER: readonly string[] = ['sts', 'summit', 'summit-new'];

/** Where Rucio is told, too. */
export const WITH_RUCIO: readonly string[] = ['sts'];

/** The namespace of a place in k8s. */
export function namespaceOf(place: string): string {
  const site = place.replace('moving-over/', '');
  const today = site === 'pp-dev' ? 'autoingest' : site;
  return site === place ? today : `${today}-footman`;
}

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
