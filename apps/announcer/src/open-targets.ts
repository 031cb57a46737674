import type { OutFeed } from '@footman/feeds';
import { kafkaConnection } from '@footman/kafka';
import type { Logger } from '@footman/service';
import type { AnnouncerMetrics } from './announcer.metrics.js';
import type { AnnouncerConfig } from './config.js';
import type { Target } from './target.js';
import { WebhookClient } from './webhook/webhook-client.js';
import { WebhookTarget, type WebhookWaits } from './webhook/webhook-target.js';

/** What targets work with. */
export interface TargetsParts {
  readonly metrics: AnnouncerMetrics;
  readonly log: Logger;
  readonly waits: WebhookWaits;
}

/**
 * Makes a target of each that the settings name; nothing connects yet.
 *
 * @throws Error when a file that they name can't be read.
 */
export async function openTargets(
  config: AnnouncerConfig,
  { metrics, log, waits }: TargetsParts,
): Promise<Target[]> {
  const connection = kafkaConnection(config);
  const webhook = (feed: OutFeed, uri: string): Target => {
    const keys = config.WEBHOOK_KEY?.map((key) => key.reveal());
    const client = new WebhookClient({ uri, timeoutMs: config.WEBHOOK_TIMEOUT_MS, ...(keys && { keys }) });
    return new WebhookTarget(
      feed,
      { client, metrics: metrics.of(feed), log },
      { windowMs: config.WEBHOOK_WINDOW_MS, maxAgeMs: 1000 * config.WEBHOOK_MAX_AGE, waits },
    );
  };
  const topic = async (feed: OutFeed, name: string): Promise<Target[]> => {
    if (!connection) return [];
    // Its client takes longer to load than all the rest.
    const { TopicTarget } = await import('./topic/topic-target.js');
    return [new TopicTarget(feed, connection, name, metrics.of(feed))];
  };
  const { WEBHOOK_URI, LATE_WEBHOOK_URI, INGESTED_TOPIC, LATE_TOPIC } = config;
  return [
    ...(WEBHOOK_URI ? [webhook('webhook', WEBHOOK_URI)] : []),
    ...(LATE_WEBHOOK_URI ? [webhook('late-webhook', LATE_WEBHOOK_URI)] : []),
    ...(INGESTED_TOPIC ? await topic('topic', INGESTED_TOPIC) : []),
    ...(LATE_TOPIC ? await topic('late-topic', LATE_TOPIC) : []),
  ];
}
