/** What people should know of a feed. */
export interface KnownFeed {
  /** What is told by it. */
  readonly what: string;
  /** What to look at when nobody takes it. */
  readonly question: string;
  /** Whether somebody out there is told, who may be away for minutes without harm to anyone here. */
  readonly outside: boolean;
}

const announced = (what: string, receiver: string): KnownFeed => ({
  what,
  question: `does the announcer run, and ${receiver}?`,
  outside: true,
});
const WEBHOOK = 'does the receiver answer';
const TOPIC = 'do the brokers answer';

const KNOWN: Readonly<Record<string, KnownFeed>> = {
  ledger: {
    what: 'each step of each file, for the ledger',
    question: 'does the reaper run?',
    outside: false,
  },
  presence: {
    what: 'what has arrived, for Prompt Processing',
    question: 'does presence run?',
    outside: false,
  },
  webhook: announced('what was ingested, to WEBHOOK_URI', WEBHOOK),
  topic: announced('what was ingested, to Kafka', TOPIC),
  'late-webhook': announced('what was ingested late, to LATE_WEBHOOK_URI', WEBHOOK),
  'late-topic': announced('what was ingested late, to Kafka', TOPIC),
  rucio: {
    what: 'what was ingested, to be registered in Rucio',
    question: 'does the registrar run, and does Rucio answer?',
    outside: true,
  },
};

/** What is known of a feed; of one of another version next to nothing. */
export function knownFeed(feed: string): KnownFeed {
  return KNOWN[feed] ?? { what: '', question: 'does its consumer run?', outside: true };
}
