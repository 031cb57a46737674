import { type Manifest, workloads } from '@footman/k8s';
import type { Machine } from './machine.js';
import { Pod } from './pod.js';
import { ServiceAddress } from './service-address.js';

/** Names of the servers that the others need before they get ready. */
const SERVERS = new Set(['StatefulSet']);

/** All pods and services of a rendered overlay, on this machine. */
export class Cluster {
  private constructor(
    readonly pods: readonly Pod[],
    private readonly servers: readonly Pod[],
    private readonly apps: readonly Pod[],
    private readonly services: readonly ServiceAddress[],
  ) {}

  /** Makes what the overlay has, and starts nothing yet. */
  static async make(machine: Machine): Promise<Cluster> {
    const pods: { readonly kind: string; readonly pod: Pod }[] = [];
    const all = () => pods.map(({ pod }) => pod);
    const services: ServiceAddress[] = [];
    for (const service of machine.manifests.filter(isService)) {
      const address = await ServiceAddress.listen(service, all);
      services.push(address);
      machine.services.set(address.name, address.port);
    }
    for (const workload of workloads(machine.manifests)) {
      const { replicas = 1 } = workload.spec;
      for (let i = 0; i < replicas; i++)
        pods.push({ kind: workload.kind, pod: await Pod.make(workload, i, machine) });
    }
    const servers = pods.filter(({ kind }) => SERVERS.has(kind)).map(({ pod }) => pod);
    return new Cluster(
      all(),
      servers,
      all().filter((pod) => !servers.includes(pod)),
      services,
    );
  }

  /** Starts all pods and waits until they are ready. */
  async start(): Promise<void> {
    await settled(this.servers.map((pod) => pod.start()));
    await settled(this.apps.map((pod) => pod.start()));
  }

  /** Ends all pods as the kubelet does, those that work before those that they need. */
  async stop(): Promise<void> {
    await settled(this.apps.map((pod) => pod.stop()));
    await settled(this.servers.map((pod) => pod.stop()));
    await settled(this.services.map((service) => service.close()));
  }

  /** Where a service's port is. @throws Error for a service that there isn't. */
  addressOf(service: string): string {
    const found = this.services.find(({ name }) => name === service);
    if (!found) throw new Error(`There is no service ${service}`);
    return `127.0.0.1:${found.port}`;
  }

  /** The pods of an app, by the label that all of ours have. */
  podsOf(app: string): Pod[] {
    return this.pods.filter(({ labels }) => labels['app.kubernetes.io/name'] === app);
  }

  /** The first of them. @throws Error if there is none. */
  podOf(app: string): Pod {
    const [found] = this.podsOf(app);
    if (!found) throw new Error(`There is no pod of ${app}`);
    return found;
  }
}

function isService({ kind }: Manifest): boolean {
  return kind === 'Service';
}

/** Waits for all, also when one fails: only what has started can be ended. */
async function settled(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}
