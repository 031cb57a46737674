/** A file can't be registered as it is, whatever happens; the message says why. */
export class FileRefusedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
