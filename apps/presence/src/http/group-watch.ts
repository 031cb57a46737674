import type { Logger } from '@footman/service';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupImage } from '../store/group-image.js';

/** Hears of all images of a group that have arrived, whenever that changes. */
export type GroupListener = (images: readonly GroupImage[]) => void;

/** Images of an exposure come in dozens, so they are gathered for this long, in milliseconds. */
const GATHER_MS = 10;

interface Watched {
  readonly listeners: Set<GroupListener>;
  images: readonly GroupImage[] | undefined;
  changed: boolean;
  reading: boolean;
}

/** Reads a group once for all that wait for it, however many these are, and again when it has changed. */
export class GroupWatch {
  private readonly groups = new Map<string, Watched>();
  private readonly closing = new AbortController();

  constructor(
    private readonly read: (group: string) => Promise<readonly GroupImage[]>,
    private readonly log: Logger,
  ) {}

  /** How many wait now. */
  get waiting(): number {
    return [...this.groups.values()].reduce((sum, { listeners }) => sum + listeners.size, 0);
  }

  /** Aborts when the service ends. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  /** Calls the listener with what is there, and again after each change; the result ends that. */
  listen(group: string, listener: GroupListener): () => void {
    const watched = this.groups.get(group) ?? this.add(group);
    watched.listeners.add(listener);
    if (watched.images && !watched.reading) listener(watched.images);
    else void this.refresh(group, watched);
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0 && this.groups.get(group) === watched) this.groups.delete(group);
    };
  }

  /** Says that a group has changed; `null` if any may have. */
  changed(group: string | null): void {
    for (const name of group === null ? this.groups.keys() : [group]) {
      const watched = this.groups.get(name);
      if (watched) void this.refresh(name, watched);
    }
  }

  close(): void {
    this.closing.abort();
  }

  private add(group: string): Watched {
    const watched = {
      listeners: new Set<GroupListener>(),
      images: undefined,
      changed: false,
      reading: false,
    };
    this.groups.set(group, watched);
    return watched;
  }

  private async refresh(group: string, watched: Watched): Promise<void> {
    watched.changed = true;
    if (watched.reading) return;
    watched.reading = true;
    try {
      while (watched.changed && watched.listeners.size > 0) {
        await sleep(GATHER_MS);
        watched.changed = false;
        watched.images = await this.read(group);
        for (const listener of [...watched.listeners]) listener(watched.images);
      }
    } catch (err) {
      // When Redis is back, all is read again.
      this.log.debug({ err, group }, 'A group could not be read');
    } finally {
      watched.reading = false;
    }
  }
}
