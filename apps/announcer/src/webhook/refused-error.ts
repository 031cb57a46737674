/** Nobody is told of these files by itself any more. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}
