import { type Header, fileSource } from '@footman/fits';
import { type RawFile, readRawHeader } from '@footman/obs-base';
import { type TranslatedHeader, isGuider, sidecarKey } from '@footman/obs-lsst';
import { readFile, stat } from 'node:fs/promises';

/** A raw file on disk, with its sidecar beside it. */
export async function localRawFile(path: string): Promise<RawFile> {
  // Commands that read no file needn't load the S3 client.
  const { fileUri } = await import('./s3.js');
  const { size } = await stat(path);
  return {
    uri: fileUri(path),
    size,
    guider: isGuider(path),
    bytes: fileSource(path),
    sidecar: () => readFile(sidecarKey(path)).catch(absent),
  };
}

/** A header on disk: a FITS file's own (never its sidecar's), or a JSON file. */
export async function readLocalHeader(path: string): Promise<Header | TranslatedHeader> {
  const file = await localRawFile(path);
  return readRawHeader({
    ...file,
    sidecar: () => (path.endsWith('.json') ? readFile(path) : Promise.resolve(null)),
  });
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
