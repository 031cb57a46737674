/**
 * What is wrong between the Butler and Rucio with a raw file:
 *
 * - `missing`: Rucio knows no such DID.
 * - `no-replica`: it knows the DID, and no copy at the RSE.
 * - `different-size`: it has another size for it than the Butler.
 * - `wrong-pfn`: the copy at the RSE is elsewhere than the file.
 * - `unattached`: the copy is known, and isn't in its night's dataset.
 * - `unnameable`: its key tells no exposure, or is no name that Rucio takes.
 * - `unknown`: Rucio has a copy in the bucket of which the Butler knows nothing.
 */
export const RUCIO_CAUSES = [
  'missing',
  'no-replica',
  'different-size',
  'wrong-pfn',
  'unattached',
  'unnameable',
  'unknown',
] as const;

/** One of {@link RUCIO_CAUSES}. */
export type RucioCause = (typeof RUCIO_CAUSES)[number];

/** What registering the file again mends. The others are for a person: Rucio doesn't change what it knows. */
export const MENDED: readonly RucioCause[] = ['missing', 'no-replica', 'unattached'];
