import { isCommentary } from './card.js';
import type { Header } from './header.js';
import { parseCards } from './parse-cards.js';
import { requireStart } from './header-start.js';

/**
 * Reads a header. Of a keyword that occurs more than once the last value counts, at the first one's place, as in the
 * reference (lsst.afw's readMetadata); COMMENT, HISTORY and blank keywords are left out.
 *
 * @param bytes begins with a header's first card and holds its END; what comes behind that is ignored
 * @throws {FitsError} `empty`, `not-fits`, `compressed`, `truncated`, `bad-card`
 */
export function parseHeader(bytes: Uint8Array): Header {
  requireStart(bytes);
  const values = new Map(
    parseCards(bytes)
      .filter((card) => !isCommentary(card.keyword))
      .map((card) => [card.keyword, card.value]),
  );
  return Object.fromEntries(values);
}
