/** What is away: the pipelines' own process, or what they in turn couldn't reach. */
export type StackSystem = 'stack' | 'butler' | 'object-store';

/** The base of this library's errors; also what the pipelines failed with for one file without refusing it. */
export class StackError extends Error {
  constructor(
    message: string,
    /** True where the same call may succeed later without anybody changing its arguments. */
    readonly transient = false,
    readonly code: string = 'stack_failed',
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A system is away; nothing is wrong with the files, and the same batch may be tried again. */
export class StackUnavailableError extends StackError {
  constructor(
    readonly system: StackSystem,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, true, 'stack_unavailable', options);
  }
}

/** The process ended by itself over what it was doing, which may be to blame. */
export class StackDiedError extends StackUnavailableError {
  constructor(message: string, options?: ErrorOptions) {
    super('stack', message, options);
  }
}
