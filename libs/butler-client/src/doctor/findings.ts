/** What a finding means: fine, good to know, or in the way of ingest. */
export type Verdict = 'ok' | 'note' | 'bad';

/** One thing that an examination found. */
export interface Finding {
  readonly verdict: Verdict;
  readonly subject: string;
  readonly text: string;
}

/** Gathers what an examination finds. */
export class Findings {
  private readonly list: Finding[] = [];

  get all(): readonly Finding[] {
    return this.list;
  }

  /** Whether nothing is in the way. */
  get ok(): boolean {
    return this.list.every(({ verdict }) => verdict !== 'bad');
  }

  good(subject: string, text: string): void {
    this.list.push({ verdict: 'ok', subject, text });
  }

  note(subject: string, text: string): void {
    this.list.push({ verdict: 'note', subject, text });
  }

  bad(subject: string, text: string): void {
    this.list.push({ verdict: 'bad', subject, text });
  }

  /** What `work` gives, or undefined with its failure as a finding. */
  async attempt<T>(subject: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.bad(subject, (error as Error).message);
      return undefined;
    }
  }
}
