import cliProgress from 'cli-progress';
import type { DemoProgress } from './delivery-tracker.js';

/** Where a terminal's characters go. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Shows how the demonstration goes on. */
export interface ProgressDisplay {
  /** One sentence about what has just been done. */
  say(sentence: string): void;
  /** From now on so many objects and, of them, files are expected. */
  begin(totals: { readonly objects: number; readonly files: number }): void;
  update(progress: DemoProgress): void;
  end(): void;
}

const LABELS = ['put', 'notified', 'ingested'] as const;
/** A log that isn't watched needs no more than this. */
const MILLISECONDS_BETWEEN_LINES = 2000;

/** Bars on a terminal, plain lines elsewhere, nothing without an output. */
export function createProgressDisplay(output: Output | undefined): ProgressDisplay {
  if (!output) return { say() {}, begin() {}, update() {}, end() {} };
  return output.isTTY ? new Bars(output) : new Lines(output);
}

class Bars implements ProgressDisplay {
  private bars: cliProgress.SingleBar[] = [];
  private multiBar: cliProgress.MultiBar | undefined;

  constructor(private readonly output: Output) {}

  say(sentence: string): void {
    if (this.multiBar) this.multiBar.log(`${sentence}\n`);
    else this.output.write(`${sentence}\n`);
  }

  begin({ objects, files }: { objects: number; files: number }): void {
    const format = '{label} {bar} {value}/{total}';
    this.multiBar = new cliProgress.MultiBar(
      { format, stream: this.output, hideCursor: true, autopadding: true, fps: 10 },
      cliProgress.Presets.shades_classic,
    );
    this.bars = LABELS.map((label) => {
      const total = label === 'ingested' ? files : objects;
      return (this.multiBar as cliProgress.MultiBar).create(total, 0, { label: label.padEnd(8) });
    });
  }

  update(progress: DemoProgress): void {
    this.bars.forEach((bar, i) => bar.update(progress[LABELS[i] ?? 'put']));
  }

  end(): void {
    this.multiBar?.stop();
    this.multiBar = undefined;
    this.bars = [];
  }
}

class Lines implements ProgressDisplay {
  private totals = { objects: 0, files: 0 };
  private shown = '';
  private latest = '';
  private shownAt = 0;

  constructor(private readonly output: Output) {}

  say(sentence: string): void {
    this.output.write(`${sentence}\n`);
  }

  begin(totals: { objects: number; files: number }): void {
    this.totals = totals;
    this.shownAt = Date.now();
  }

  update({ put, notified, ingested, refused }: DemoProgress): void {
    const { objects, files } = this.totals;
    this.latest = `put ${put}/${objects}, notified ${notified}/${objects}, ingested ${ingested}/${files}`;
    if (refused > 0) this.latest += `, refused ${refused}`;
    if (Date.now() - this.shownAt >= MILLISECONDS_BETWEEN_LINES) this.show();
  }

  end(): void {
    this.show();
  }

  private show(): void {
    this.shownAt = Date.now();
    if (this.latest === this.shown) return;
    this.shown = this.latest;
    this.output.write(`${this.latest}\n`);
  }
}
