import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts in hundredths. */
const TICKS = 100;

/** The CPU time that a process and its children have used so far, in seconds: the same however busy the machine is. */
export function cpuSeconds(pid: number): number {
  let ticks = 0;
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [, parent, ...fields] = stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .map(Number);
      // After state and parent come nine others, then the process's own time.
      if (Number(name) === pid || parent === pid) ticks += (fields[9] ?? 0) + (fields[10] ?? 0);
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks / TICKS;
}
