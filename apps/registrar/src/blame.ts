/** More are under suspicion nowhere; forgetting them all costs each some more tries. */
const MOST_SUSPECTS = 10_000;

interface Suspect {
  /** Successes of others before its first failure. */
  readonly since: number;
  times: number;
}

/**
 * Tells whether a failure is the file's own or the site's, where the answer doesn't say: a missing bucket looks as a missing file does,
 * a wrong prefix of all pfns as one wrong name. It is the file's own when others get by meanwhile.
 */
export class Blame {
  private readonly suspects = new Map<string, Suspect>();
  private successes = 0;

  /** @param times how often a file has to fail, the first time included. */
  constructor(private readonly times: number) {}

  /** These failed, alone or one of them for all. */
  suspect(...ids: readonly string[]): void {
    if (this.suspects.size > MOST_SUSPECTS) this.suspects.clear();
    for (const id of ids) {
      const suspect = this.suspects.get(id) ?? { since: this.successes, times: 0 };
      suspect.times += 1;
      this.suspects.set(id, suspect);
    }
  }

  /** These got by. */
  acquit(...ids: readonly string[]): void {
    for (const id of ids) this.suspects.delete(id);
    this.successes += ids.length;
  }

  /** Whether it is this file's own fault. */
  isFiles(id: string): boolean {
    const suspect = this.suspects.get(id);
    return suspect !== undefined && suspect.times >= this.times && this.successes > suspect.since;
  }

  /** It was refused, and what comes of it later begins anew. */
  forget(id: string): void {
    this.suspects.delete(id);
  }
}
