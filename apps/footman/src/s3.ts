import { s3TextReader } from '@footman/object-store';

// The S3 client is slow to load: commands that may do without it import this file only when they need it.
export { fileUri } from '@footman/object-store';

/** Reads a small text from S3, by its URI. */
export const readText = s3TextReader(process.env);
