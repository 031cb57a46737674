export { type ByteSource, bytesSource, fileSource } from './byte-source.js';
export { encodeFits, type HduToWrite } from './encode-fits.js';
export { FitsError, type FitsErrorCode } from './errors.js';
export type { Card } from './format-card.js';
export type { Header, HeaderValue } from './header.js';
export { mergeHeaders } from './merge-headers.js';
export { readHeader, readHeaders, type ReadHeadersOptions } from './read-headers.js';
