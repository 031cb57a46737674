import type { Program } from './program.js';

/** All programs of a site, which end with it. */
export class Crew {
  private readonly started: Program[] = [];

  /** Starts programs, and waits until all of them do their work. */
  async start(...programs: readonly Program[]): Promise<void> {
    this.started.push(...programs);
    await Promise.all(programs.map((program) => program.start()));
    await Promise.all(programs.map((program) => program.ready()));
  }

  /** Ends what still runs, servers after those who use them. */
  async close(): Promise<void> {
    for (const program of [...this.started].reverse()) await program.kill();
  }
}
