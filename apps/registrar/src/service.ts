import { clientOptionsFrom } from '@footman/rucio-client';
import type { Service } from '@footman/service';
import { type RegistrarConfig, registrarConfig } from './config.js';

/** The registrar as it is deployed. */
export const registrarService: Service<RegistrarConfig> = {
  name: 'registrar',
  config: registrarConfig,
  check: (env) => void clientOptionsFrom(env),
  async start(config, parts) {
    // Loaded only here: whoever wants to know the settings only can do without the rest.
    const { createRegistrar } = await import('./create-registrar.js');
    return createRegistrar(config, parts);
  },
};
