import type { CredentialsSource } from './credentials.js';
import type { Http } from './http.js';
import { login, type Token } from './login.js';

/** Part of a token's time after which it isn't used any more, so that none ends on its way. */
const USABLE = 0.9;

/** Who we are at the server: one token for all calls, another before it ends. */
export class Session {
  private current: { readonly token: Token; readonly until: number } | undefined;
  private loggingIn: Promise<string> | undefined;

  constructor(
    private readonly http: Http,
    private readonly credentials: CredentialsSource,
  ) {}

  /** A token to use now; however many ask, one login. */
  async token(): Promise<string> {
    if (this.current && Date.now() < this.current.until) return this.current.token.value;
    this.loggingIn ??= this.login().finally(() => (this.loggingIn = undefined));
    return await this.loggingIn;
  }

  /** The server doesn't know this token any more; another that came in the meantime stays. */
  forget(value: string): void {
    if (this.current?.token.value === value) this.current = undefined;
  }

  private async login(): Promise<string> {
    const credentials = typeof this.credentials === 'function' ? await this.credentials() : this.credentials;
    const token = await login(this.http, credentials);
    const now = Date.now();
    const until = token.expires === undefined ? Infinity : now + USABLE * (token.expires - now);
    this.current = { token, until };
    return token.value;
  }
}
