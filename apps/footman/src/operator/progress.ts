const EVERY_MS = 200;

/** A line that says how far long work has come, on a terminal only. */
export class Progress {
  private last = 0;
  private shown = false;

  constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {}

  /** Replaces what was said before. */
  say(text: string): void {
    const now = Date.now();
    if (!this.stream.isTTY || now - this.last < EVERY_MS) return;
    this.last = now;
    this.shown = true;
    this.stream.write(`\r\u001b[K${text}`);
  }

  /** Makes room for the result. */
  clear(): void {
    if (this.shown) this.stream.write('\r\u001b[K');
    this.shown = false;
  }
}
