import proxyAddr from '@fastify/proxy-addr';

/** Every address there is. */
const EVERYBODY = /\/0+$/;

/** Proxies that let nobody through whom they don't know, by their addresses. */
export class TrustedProxies {
  private readonly trusts: (address: string, hop: number) => boolean;

  /** @throws Error when one is no address or network, or everybody's. */
  constructor(readonly networks: readonly string[]) {
    if (networks.some((network) => EVERYBODY.test(network))) throw new Error('That would be everybody');
    this.trusts = proxyAddr.compile([...networks]);
  }

  /** Whether what comes from this address is to be believed. */
  believes(address: string | undefined): boolean {
    return address !== undefined && this.networks.length > 0 && this.trusts(address, 0);
  }
}
