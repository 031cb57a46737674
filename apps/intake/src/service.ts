import { checkFeeds, openFeeds } from '@footman/feeds';
import { queueBackendFromEnv } from '@footman/queue';
import type { Service } from '@footman/service';
import { type IntakeConfig, intakeConfig } from './config.js';
import { createIntake } from './create-intake.js';
import { kafkaSettings } from './kafka/kafka-settings.js';

/** The intake as it is deployed. */
export const intakeService: Service<IntakeConfig> = {
  name: 'intake',
  config: intakeConfig,
  check: checkFeeds,
  async start(config, { env, log, registry }) {
    const queue = queueBackendFromEnv(env);
    const feeds = openFeeds(config, { backend: queue, log, registry });
    // Something must always listen, so nothing is waited for.
    void feeds.start();
    const kafka = kafkaSettings(config);
    const intake = await createIntake(
      {
        secrets: (config.NOTIFICATION_SECRET ?? []).map((secret) => secret.reveal()),
        datasetRegexp: config.DATASET_REGEXP,
        profile: config.PROFILE,
        queue,
        host: config.HOST,
        port: config.PORT,
        bodyLimit: config.BODY_LIMIT,
        ...(kafka && { kafka }),
      },
      { logger: log, registry, feeds },
    );
    return {
      url: intake.url,
      async close() {
        await intake.close();
        await feeds.close();
      },
    };
  },
};
