import type { Header } from './header.js';

/** What happens to a keyword that several headers have: the last one's value counts. */
export interface MergeOptions {
  readonly mode?: 'overwrite';
}

/**
 * Merges headers into one, as astro_metadata_translator's `merge_headers` does in its mode `overwrite`: a later value
 * replaces an earlier one at the earlier one's place.
 */
export function mergeHeaders(headers: readonly Header[], _options: MergeOptions = {}): Header {
  return Object.fromEntries(headers.flatMap((header) => Object.entries(header)));
}
