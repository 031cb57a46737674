import {
  ButlerError,
  CredentialsError,
  InvalidRecordError,
  ReadOnlyRepositoryError,
  RepositoryNotFoundError,
  RepositoryUnavailableError,
} from '@footman/butler-client';
import {
  AccessDeniedError,
  ObjectNotFoundError,
  ObjectStoreError,
  ObjectStoreUnavailableError,
} from '@footman/object-store';
import { RefusedFileError } from '@footman/obs-base';
import { StackDiedError, StackError, StackUnavailableError } from '@footman/stack-client';
import { failureOf } from './failure.js';

describe('a failure', () => {
  test.each([
    [new RepositoryUnavailableError('connection refused'), 'butler'],
    [new RepositoryNotFoundError('no registry'), 'butler'],
    [new ReadOnlyRepositoryError('opened for reading'), 'butler'],
    [new CredentialsError('too open'), 'butler'],
    [new ObjectStoreUnavailableError('a', 'ECONNREFUSED'), 'object-store'],
    [new ObjectStoreError('bad-credentials', 'a', true), 'object-store'],
    [new ObjectStoreError('bad-profile', 'a', false), 'object-store'],
    [new StackUnavailableError('butler', 'OperationalError'), 'butler'],
    [new StackDiedError('exit code 139'), 'stack'],
  ])('that is %s is the infrastructure’s: %s', (error, system) => {
    expect(failureOf(error)).toEqual({ kind: 'infrastructure', system });
  });

  test.each([
    [new RefusedFileError('unreadable-header', 's3://b/k', 'it is empty'), 'unreadable-header'],
    [new ObjectNotFoundError('a'), 'object-not-found'],
    [new AccessDeniedError('a'), 'access-denied'],
    [new InvalidRecordError('a'), 'butler-failed'],
    [new ButlerError('internal', 'a'), 'butler-failed'],
    [new StackError('a'), 'stack-failed'],
    [new TypeError('x is not a function'), 'unexpected'],
    ['a string', 'unexpected'],
    [undefined, 'unexpected'],
  ])('that is %s is the file’s own: %s', (error, reason) => {
    expect(failureOf(error)).toEqual({ kind: 'file', reason });
  });
});
