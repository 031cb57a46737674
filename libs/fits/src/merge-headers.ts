import type { Header } from './header.js';

/**
 * Merges headers into one, as astro_metadata_translator's `merge_headers` does in its mode `overwrite`: a later value
 * replaces an earlier one at the earlier one's place.
 */
export function mergeHeaders(headers: readonly Header[]): Header {
  return Object.fromEntries(headers.flatMap((header) => Object.entries(header)));
}
