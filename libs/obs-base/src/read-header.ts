import { FitsError, type Header, type HeaderValue, mergeHeaders, readHeaders } from '@footman/fits';
import { ObsLsstError, TranslatedHeader, canTranslate } from '@footman/obs-lsst';
import { RefusedFileError } from './errors.js';
import { parsePythonJson } from './parse-python-json.js';
import type { RawFile } from './raw-file.js';

/**
 * Reads a raw file's header: from the sidecar when there is one that can be read, else from the primary HDU, else, when that
 * doesn't tell the instrument, from the primary and the first extension together. A sidecar may hold a header, or what one was
 * translated to. Source: obs_base, RawIngestTask; obs_lsst, ingest_guider.
 *
 * @throws RefusedFileError `unreadable-header` when neither sidecar nor FITS gives a header; storage failures pass through.
 */
export async function readRawHeader(file: RawFile): Promise<Header | TranslatedHeader> {
  return parseSidecar(await file.sidecar(), file.guider) ?? (await readFitsHeader(file));
}

/** A sidecar that isn't a JSON object, or isn't of the form that it claims, is as good as none: the FITS file tells the same. */
function parseSidecar(bytes: Uint8Array | null, guider: boolean): Header | TranslatedHeader | null {
  const content = bytes && parseObject(bytes);
  if (!content) return null;
  const { __CONTENT__: claimed, ...rest } = content;
  const header = Object.fromEntries(Object.entries(rest).filter(isCard));
  // For guiders the reference takes whatever there is for a header.
  if (guider || claimed === 'metadata') return header;
  if (claimed === 'translated') return parseTranslated(rest);
  if (claimed !== undefined && claimed !== null) return null;
  // One that doesn't say what it holds is taken for translated where it can be, and for a header otherwise.
  const guessed = 'observation_id' in rest && 'instrument' in rest ? parseTranslated(rest) : null;
  return guessed ?? header;
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const content = parsePythonJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof content === 'object' && !Array.isArray(content)
      ? (content as Record<string, unknown> | null)
      : null;
  } catch {
    return null;
  }
}

/** Source: astro_metadata_translator, process_sidecar_data. */
function parseTranslated(content: Record<string, unknown>): TranslatedHeader | null {
  try {
    return TranslatedHeader.parse(content);
  } catch (error) {
    if (!(error instanceof ObsLsstError)) throw error;
    return null;
  }
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
