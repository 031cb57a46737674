/** What somebody may do: look, or change things, too. */
export type Role = 'reader' | 'operator';

/** Somebody who asks, as far as we know. */
export interface Identity {
  /** For the ledger's record of what was changed. */
  readonly who: string;
  readonly role: Role;
  /** How we know. */
  readonly by: 'token' | 'session' | 'proxy';
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null where anybody may ask. */
    identity: Identity | null;
  }
}
