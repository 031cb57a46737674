import { ButlerError, isAboutRepository } from '@footman/butler-client';
import { ObjectStoreError, type ObjectStoreErrorCode } from '@footman/object-store';
import { RefusedFileError } from '@footman/obs-base';
import { StackError, StackUnavailableError } from '@footman/stack-client';

/** What ingest can't do without. */
export const SYSTEMS = ['butler', 'object-store', 'stack'] as const;

/** One of {@link SYSTEMS}. */
export type System = (typeof SYSTEMS)[number];

/** What a failure is about: the file, or a system that is away, which is no file's fault. */
export type Failure =
  | {
      readonly kind: 'file';
      /** Stable, for dead letters and metrics. */
      readonly reason: string;
    }
  | { readonly kind: 'infrastructure'; readonly system: System };

/** What the store says of one object; all else is about the store or how to reach it. */
const OF_THE_OBJECT: readonly ObjectStoreErrorCode[] = [
  'object-not-found',
  'access-denied',
  'object-store-refused',
  'bad-uri',
];

/** Sorts an error by what has to happen next. One that nobody foresaw counts as the file's own: it must not stop the others. */
export function failureOf(error: unknown): Failure {
  if (error instanceof RefusedFileError) return { kind: 'file', reason: error.code };
  if (error instanceof StackUnavailableError) return { kind: 'infrastructure', system: error.system };
  if (isAboutRepository(error)) return { kind: 'infrastructure', system: 'butler' };
  if (error instanceof ObjectStoreError) {
    if (!OF_THE_OBJECT.includes(error.code)) return { kind: 'infrastructure', system: 'object-store' };
    return { kind: 'file', reason: error.code };
  }
  if (error instanceof ButlerError) return { kind: 'file', reason: 'butler-failed' };
  if (error instanceof StackError) return { kind: 'file', reason: 'stack-failed' };
  return { kind: 'file', reason: 'unexpected' };
}
