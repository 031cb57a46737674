import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import type { NamedToken } from '../config.js';
import type { Identity, Role } from './identity.js';

/** The tokens that let somebody in. */
export class Tokens {
  private readonly known: readonly { readonly who: string; readonly role: Role; readonly digest: Buffer }[];

  constructor(tokens: Readonly<Record<Role, readonly NamedToken[]>>) {
    const of = (role: Role) =>
      tokens[role].map(({ who, token }) => ({ who, role, digest: digestOf(token.reveal()) }));
    this.known = [...of('operator'), ...of('reader')];
  }

  get any(): boolean {
    return this.known.length > 0;
  }

  /**
   * A key that changes when a token does: what was signed with it is worth nothing then. It is slow to make, so that who has something
   * signed can't find out weak tokens.
   */
  sessionKey(): Buffer {
    // Without tokens nobody logs in, and nobody may know the key.
    const secret = this.any ? Buffer.concat(this.known.map(({ digest }) => digest)) : randomBytes(32);
    return scryptSync(secret, 'footman console session', 32);
  }

  /** Whose token this is; how long that takes tells nothing of the tokens. */
  find(token: string): Identity | null {
    const digest = digestOf(token);
    let found: Identity | null = null;
    for (const { who, role, digest: known } of this.known)
      if (timingSafeEqual(digest, known)) found ??= { who, role, by: 'token' };
    return found;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
