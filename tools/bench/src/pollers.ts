import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** How questions are asked. */
export interface Polling {
  readonly url: string;
  /** The path of a question, another for each. */
  readonly path: () => string;
  readonly pollers: number;
  readonly seconds: number;
  /** How long each waits after an answer before it asks again, in milliseconds; 0 for as fast as it goes. */
  readonly pauseMs: number;
  /** Whether a connection is kept for the next question; Python's requests.get doesn't. */
  readonly keep: boolean;
}

/** What came of it. */
export interface Answers {
  /** Those of the first second, too. */
  readonly all: number;
  readonly failed: number;
  /** Milliseconds of each, those of the first second left out. */
  readonly times: number[];
  readonly perSecond: number;
}

/** Asks with many pollers at once, each for itself, and takes the time of each answer, the connection included. */
export async function poll({ url, path, pollers, seconds, pauseMs, keep }: Polling): Promise<Answers> {
  const { hostname, port } = new URL(url);
  const times: number[] = [];
  let failed = 0;
  let all = 0;
  const begin = performance.now();
  const counted = begin + 1000;
  const end = counted + 1000 * seconds;
  const head = `Host: ${hostname}\r\nConnection: ${keep ? 'keep-alive' : 'close'}\r\n\r\n`;

  const one = async () => {
    let socket: Socket | undefined;
    await sleep(Math.random() * Math.max(pauseMs, 500));
    while (performance.now() < end) {
      const asked = performance.now();
      try {
        if (!socket || socket.destroyed) socket = await open(hostname, Number(port));
        await ask(socket, `GET ${path()} HTTP/1.1\r\n${head}`);
        all++;
        if (asked > counted) times.push(performance.now() - asked);
      } catch {
        failed++;
        socket?.destroy();
      }
      if (!keep) socket?.destroy();
      if (pauseMs > 0) await sleep(pauseMs);
    }
    socket?.destroy();
  };
  await Promise.all(Array.from({ length: pollers }, one));
  return { all, failed, times, perSecond: times.length / seconds };
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

/** Resolves when the whole answer is there, which has to be a 200. */
function ask(socket: Socket, request: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const done = (error?: Error) => {
      socket.removeAllListeners();
      // Whatever happens to a connection that nobody uses is no answer's fault.
      socket.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      if (error) reject(error);
      else resolve();
    };
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const headers = text.indexOf('\r\n\r\n');
      if (headers === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (text.length < headers + 4 + length) return;
      done(text.startsWith('HTTP/1.1 200') ? undefined : new Error(text.slice(0, 30)));
    });
    socket.on('error', done).on('close', () => done(new Error('The connection was closed')));
    socket.write(request);
  });
}
