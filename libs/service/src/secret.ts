import { inspect } from 'node:util';
import { z } from 'zod';

const REDACTED = '[redacted]';

/** A text that prints as redacted wherever it is written by mistake: templates, JSON, logs, `console`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The text itself; call it only where it is used. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}

/** A setting that must not be empty and is wrapped in a {@link Secret}. */
export function secret() {
  return z
    .string()
    .min(1)
    .transform((value) => new Secret(value));
}
