import type { StoredObject } from '@footman/embedded';
import type { KafkaTopic } from '@footman/labs';
import { cephNotification } from '@footman/s3-events';

/** Writes a message for each object that was PUT, as Ceph's gateway does for a topic of Kafka: kept until the broker has it. */
export class KafkaNotifier {
  private counts = { sent: 0, notified: 0 };
  private pending: Buffer[] = [];
  private sending: Promise<void> | undefined;

  constructor(private readonly topic: KafkaTopic) {}

  /** Messages that were to be written, and those that the broker has; how often it was tried isn't counted. */
  get stats(): { readonly sent: number; readonly notified: number; readonly refused: number } {
    return { ...this.counts, refused: 0 };
  }

  /** Writes an object's notice, now and again until it's taken. */
  notify(object: StoredObject): void {
    this.counts.sent++;
    // Who may write to the topic is for the broker to say: there is no secret.
    this.pending.push(Buffer.from(cephNotification({ ...object, secret: '' })));
    this.sending ??= this.send();
  }

  /** Stops writing; what wasn't taken yet is given up. */
  close(): void {
    this.topic.close();
  }

  private async send(): Promise<void> {
    try {
      while (this.pending.length > 0) {
        const messages = this.pending.splice(0);
        await this.topic.write(messages);
        this.counts.notified += messages.length;
      }
    } catch {
      // Only after it was closed.
    } finally {
      this.sending = undefined;
    }
  }
}
