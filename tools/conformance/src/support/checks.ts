/** Counts checks and says how each went. */
export class Checks {
  passed = 0;
  failed = 0;

  /** Runs one check; it fails by throwing. */
  async check(name: string, body: () => Promise<string | void>): Promise<void> {
    const begin = performance.now();
    try {
      const remark = await body();
      this.passed += 1;
      this.say('ok  ', name, begin, remark ?? '');
    } catch (error) {
      this.failed += 1;
      this.say('FAIL', name, begin, '');
      process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }

  /** Says that something isn't checked, and why; it counts as neither. */
  skip(name: string, reason: string): void {
    process.stdout.write(`skip ${name}: ${reason}\n`);
  }

  private say(verdict: string, name: string, begin: number, remark: string): void {
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    process.stdout.write(`${verdict} ${name} (${seconds} s)${remark && `: ${remark}`}\n`);
  }
}
