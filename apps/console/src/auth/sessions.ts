import cookie from '@fastify/cookie';
import type { Identity } from './identity.js';

/** What a session's cookie says, signed. */
type Claim = Pick<Identity, 'who' | 'role'> & { readonly until: number };

/** Log-ins that their own cookie carries: every replica of the console can read it, and nothing is kept. */
export class Sessions {
  private readonly signer: cookie.Signer;

  constructor(
    key: Buffer,
    /** In milliseconds. */
    readonly lifeMs: number,
  ) {
    this.signer = new cookie.Signer(key.toString('hex'), 'sha256');
  }

  /** The cookie's value for somebody who has just shown a token. */
  begin({ who, role }: Identity): string {
    const claim: Claim = { who, role, until: Date.now() + this.lifeMs };
    return this.signer.sign(Buffer.from(JSON.stringify(claim)).toString('base64url'));
  }

  /** Who has this cookie; null if it isn't ours or too old. */
  read(value: string): Identity | null {
    const { valid, value: signed } = this.signer.unsign(value);
    if (!valid || !signed) return null;
    const { who, role, until } = JSON.parse(Buffer.from(signed, 'base64url').toString()) as Claim;
    return until > Date.now() ? { who, role, by: 'session' } : null;
  }
}
