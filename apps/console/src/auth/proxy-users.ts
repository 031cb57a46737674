import { commaSeparated } from '@footman/service';
import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from './identity.js';
import type { TrustedProxies } from './trusted-proxies.js';

/** Who is an operator of those that a proxy names. */
export interface ProxyOperators {
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

/** What users are called; a list of several, or anything odd, isn't one. */
const USER = /^[\w.@+-]{1,200}$/;

/** Users whom a trusted proxy has let in, and names in headers. */
export class ProxyUsers {
  constructor(
    private readonly proxies: TrustedProxies,
    private readonly operators: ProxyOperators,
  ) {}

  /** Who asks; null unless the request itself comes from a trusted proxy. */
  find(peer: string | undefined, headers: IncomingHttpHeaders): Identity | null {
    const user = headers['x-auth-request-user'];
    if (!this.proxies.believes(peer) || typeof user !== 'string' || !USER.test(user)) return null;
    const groups = commaSeparated(String(headers['x-auth-request-groups'] ?? ''));
    const operates =
      this.operators.users.includes(user) || groups.some((group) => this.operators.groups.includes(group));
    return { who: user, role: operates ? 'operator' : 'reader', by: 'proxy' };
  }
}
