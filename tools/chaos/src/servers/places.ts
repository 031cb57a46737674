import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Where a program keeps its data and its log, and listens. */
export interface Place {
  readonly directory: string;
  readonly log: string;
  readonly port: number;
}

/** More than there are programs and connections. */
const PORTS = 40;
/** Below those that systems give to outgoing connections, one of which could have a port while its program is dead. */
const FROM = 12_000;
const TO = 32_000;
/** A Kafka broker listens at the next three, too. */
const APART = 4;

/** Gives each program of a site a place of its own, by its name. */
export class Places {
  private readonly ports = new Map<string, number>();

  private constructor(
    private readonly directory: string,
    private readonly free: number[],
  ) {}

  /** Makes them below a directory. */
  static async make(directory: string): Promise<Places> {
    const places = new Places(directory, await freePorts(PORTS));
    await mkdir(places.logs, { recursive: true });
    return places;
  }

  get logs(): string {
    return join(this.directory, 'logs');
  }

  of(name: string): Place {
    return {
      directory: join(this.directory, name),
      log: join(this.logs, `${name}.log`),
      port: this.port(name),
    };
  }

  /** The same one for the same name. */
  port(name: string): number {
    const port = this.ports.get(name) ?? this.free.pop();
    if (port === undefined) throw new Error(`There is no port left for ${name}`);
    this.ports.set(name, port);
    return port;
  }
}

async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  // Beginning anywhere, as others may run on the same machine.
  let port = FROM + APART * Math.floor((Math.random() * (TO - FROM)) / APART);
  while (ports.length < count) {
    port = port + APART < TO ? port + APART : FROM;
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false)).listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
