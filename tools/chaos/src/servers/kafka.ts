import { KafkaLab, type KafkaPlace } from '@footman/labs';
import { connect } from 'node:net';
import type { Place } from './places.js';
import { Program } from './program.js';

/** A Kafka broker, and how it is reached: by clients at a port that may be another's, who stands before it. */
export async function kafkaProgram(
  { directory, log, port }: Place,
  frontPort: number,
): Promise<{ readonly program: Program; readonly place: KafkaPlace }> {
  const place = await KafkaLab.prepare(directory, port, frontPort);
  const [command = 'java', ...args] = place.command;
  const program = new Program({
    name: 'kafka',
    command,
    args,
    env: { PATH: process.env['PATH'] },
    log,
    ready: () => listens(port),
  });
  return { program, place };
}

function listens(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 1000 }, () => done(true));
    socket.once('error', () => done(false)).once('timeout', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}
