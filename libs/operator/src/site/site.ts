import { Ledger } from '@footman/ledger';
import { ObjectQueues, QueueError, queueBackendFromEnv, type QueueBackend } from '@footman/queue';
import { OperatorError } from '../errors.js';
import type { ServerStatus } from './server-status.js';

/** A person waits longer than a service before a queue counts as away. */
const TIMEOUT_MS = 3000;

/** Queue and ledger of a site, as far as they can be had: what is away doesn't hide the other. */
export class Site {
  private constructor(
    readonly queueStatus: ServerStatus,
    readonly ledgerStatus: ServerStatus,
    /** Null while it is away or not configured. */
    readonly queues: ObjectQueues | null,
    /** Null while it is away or not configured. */
    readonly ledger: Ledger | null,
  ) {}

  /** Connects as the environment says; never fails, and never waits for long. */
  static async open(env: NodeJS.ProcessEnv): Promise<Site> {
    const [queue, ledger] = await Promise.all([openQueues(env), openLedger(env)]);
    return new Site(queue.status, ledger.status, queue.opened, ledger.opened);
  }

  /** Opens a site for as long as `work` takes. */
  static async with<T>(env: NodeJS.ProcessEnv, work: (site: Site) => Promise<T>): Promise<T> {
    const site = await Site.open(env);
    try {
      return await work(site);
    } finally {
      await site.close();
    }
  }

  /** The queues, for what can't do without. @throws OperatorError that says why there are none. */
  needQueues(): ObjectQueues {
    if (this.queues) return this.queues;
    const { state, problem } = this.queueStatus;
    throw new OperatorError(
      state === 'away' ? `the queue is away: ${problem}` : String(problem),
      'operator.unavailable',
    );
  }

  /** Disconnects. */
  async close(): Promise<void> {
    await Promise.all([this.queues?.close(), this.ledger?.close()]);
  }
}

interface Opening<T> {
  readonly status: ServerStatus;
  readonly opened: T | null;
}

async function openQueues(env: NodeJS.ProcessEnv): Promise<Opening<ObjectQueues>> {
  let backend: QueueBackend;
  try {
    backend = queueBackendFromEnv(env);
  } catch (error) {
    if (!(error instanceof QueueError)) throw error;
    return { status: { state: 'not configured', place: null, problem: error.message }, opened: null };
  }
  const place = placeOf(backend.kind === 'redis' ? backend.url : backend.connectionString);
  let problem = 'it does not answer';
  const queues = new ObjectQueues(backend, {
    timeoutMs: TIMEOUT_MS,
    onError: (error) => (problem = reasonOf(error)),
  });
  await queues.start();
  if (await queues.ready()) return { status: { state: 'answers', place, problem: null }, opened: queues };
  await queues.close();
  return { status: { state: 'away', place, problem }, opened: null };
}

async function openLedger(env: NodeJS.ProcessEnv): Promise<Opening<Ledger>> {
  const url = env['LEDGER_URL']?.trim();
  if (!url) {
    return {
      status: { state: 'not configured', place: null, problem: 'LEDGER_URL is not set' },
      opened: null,
    };
  }
  const place = placeOf(url);
  try {
    // The tables are the services' to make: whoever looks on changes nothing.
    const opened = await Ledger.open(url, { migrate: false });
    return { status: { state: 'answers', place, problem: null }, opened };
  } catch (error) {
    return { status: { state: 'away', place, problem: reasonOf(error) }, opened: null };
  }
}

/** Where a server is, without user and password. */
function placeOf(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
  } catch {
    return 'at a URL that cannot be read';
  }
}

/** Why something failed, in one line. Errors of several addresses have no message of their own. */
export function reasonOf(error: unknown): string {
  const { message, code, errors } = error as AggregateError & { code?: string };
  const text = message || (errors?.[0] as Error | undefined)?.message || code || String(error);
  return text.split('\n').filter(Boolean).at(-1) ?? text;
}
