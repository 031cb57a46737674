import type { Logger } from '@footman/service';

/** Who is in trouble and has work tries again within this time, in milliseconds. */
const LASTS_MS = 120_000;

/** What a system has against all our requests at the moment; logged when it begins, when it becomes another, and when it ends. */
export class Trouble {
  private what: string | undefined;
  private met = -Infinity;

  constructor(
    private readonly system: string,
    private readonly log: Logger,
  ) {}

  /** Whether requests fail now, as far as we know. */
  get lasts(): boolean {
    return this.what !== undefined && performance.now() - this.met < LASTS_MS;
  }

  /** A request failed that is in order itself. */
  begin(code: string, err: unknown): void {
    this.met = performance.now();
    if (this.what === code) return;
    this.what = code;
    this.log.error({ system: this.system, reason: code, err }, `Nothing is registered: ${this.system} fails`);
  }

  /** A request succeeded. */
  end(): void {
    if (this.what === undefined) return;
    this.what = undefined;
    this.log.info({ system: this.system }, `Going on: ${this.system} is there again`);
  }
}
