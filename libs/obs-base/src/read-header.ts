import { FitsError, type Header, type HeaderValue, mergeHeaders, readHeaders } from '@footman/fits';
import { canTranslate } from '@footman/obs-lsst';
import { RefusedFileError } from './errors.js';
import type { RawFile } from './raw-file.js';

/**
 * Reads a raw file's header: from the sidecar when there is one that can be read, else from the primary HDU, else, when that
 * doesn't tell the instrument, from the primary and the first extension together. Source: obs_base, RawIngestTask.
 *
 * @throws RefusedFileError `unreadable-header` when neither sidecar nor FITS gives a header; storage failures pass through.
 */
export async function readRawHeader(file: RawFile): Promise<Header> {
  return parseSidecar(await file.sidecar()) ?? (await readFitsHeader(file));
}

/** A sidecar that isn't a JSON object, or doesn't hold a header, is as good as none: the FITS file tells the same. */
function parseSidecar(bytes: Uint8Array | null): Header | null {
  if (bytes === null) return null;
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return null;
  const { __CONTENT__: kind = contentKind(content), ...header } = content as Record<string, unknown>;
  if (kind !== 'metadata') return null;
  const cards = Object.entries(header).filter(isCard);
  return cards.length === 0 ? null : Object.fromEntries(cards);
}

/** What a sidecar that doesn't say so holds. Source: astro_metadata_translator, process_sidecar_data. */
function contentKind(content: object): 'metadata' | 'translated' {
  return 'observation_id' in content && 'instrument' in content ? 'translated' : 'metadata';
}

function isCard(entry: [string, unknown]): entry is [string, HeaderValue] {
  return entry[1] === null || ['string', 'number', 'boolean'].includes(typeof entry[1]);
}

async function readFitsHeader(file: RawFile): Promise<Header> {
  try {
    const [primary] = await readHeaders(file.bytes, { hdus: 1 });
    if (primary && canTranslate(primary)) return primary;
    return mergeHeaders(await readHeaders(file.bytes, { hdus: 2 }));
  } catch (error) {
    if (!(error instanceof FitsError)) throw error;
    throw new RefusedFileError('unreadable-header', file.uri, error.message, { cause: error });
  }
}
