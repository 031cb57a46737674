import type { Manifest } from '@footman/k8s';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { localPort } from './local-port.js';

/** A pod as a service sees it. */
export interface Endpoint {
  readonly labels: Readonly<Record<string, string>>;
  readonly ready: boolean;
  /** Where a port of its containers is on this machine, by name or number. */
  portOf(target: number | string): number | undefined;
}

/** A rendered service on this machine: it leads to the ready pods that its selector takes, in turn. */
export class ServiceAddress {
  private turn = 0;
  private readonly open = new Set<Socket>();

  private constructor(
    readonly name: string,
    /** Of the loopback interface. */
    readonly port: number,
    private readonly server: Server,
  ) {}

  static async listen(service: Manifest, pods: () => readonly Endpoint[]): Promise<ServiceAddress> {
    const { selector = {}, ports = [] } = service.spec ?? {};
    const [{ targetPort } = { targetPort: 0 }] = ports;
    const server = createServer();
    const port = await localPort();
    await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
    const address = new ServiceAddress(service.metadata.name, port, server);
    server.on('connection', (client) => {
      const ready = pods().filter((pod) => pod.ready && takes(selector as Labels, pod.labels));
      const target = ready[address.turn++ % ready.length]?.portOf(targetPort);
      if (target === undefined) client.destroy();
      else address.join(client, connect(target, '127.0.0.1'));
    });
    return address;
  }

  /** Takes no more connections and cuts those that are open. */
  async close(): Promise<void> {
    const closed = new Promise((done) => this.server.close(done));
    for (const socket of this.open) socket.destroy();
    await closed;
  }

  private join(client: Socket, pod: Socket): void {
    for (const [socket, other] of [
      [client, pod],
      [pod, client],
    ] as const) {
      this.open.add(socket);
      socket.setNoDelay(true);
      socket.pipe(other);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.open.delete(socket);
        other.destroy();
      });
    }
  }
}

type Labels = Readonly<Record<string, string>>;

function takes(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}
