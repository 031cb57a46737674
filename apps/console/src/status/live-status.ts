import { bucketsOf, overdueMs, Site, type SiteStatus, siteStatus } from '@footman/operator';

/** However many look, servers are asked this often at most. */
const FRESH_MS = 1000;

/** How it stands now, asked once for all who look at the same time. */
export class LiveStatus {
  private last: SiteStatus | undefined;
  private asking: Promise<SiteStatus> | undefined;

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  async now(): Promise<SiteStatus> {
    if (this.last && Date.now() - this.last.at < FRESH_MS) return this.last;
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return await this.asking;
  }

  private async ask(): Promise<SiteStatus> {
    const options = { only: [], expected: bucketsOf(undefined, this.env), overdueMs: overdueMs(this.env) };
    // Connects each time anew: whoever looks wants to see a server come back.
    return (this.last = await Site.with(this.env, (site) => siteStatus(site, options)));
  }
}
