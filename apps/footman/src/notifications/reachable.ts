import { connect } from 'node:net';

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'kafka:': 9092 };
const TIMEOUT_MS = 3000;

/** Why nothing listens at an endpoint, as seen from here; null if something does. */
export async function unreachable(endpoint: string): Promise<string | null> {
  if (!URL.canParse(endpoint)) return 'it is no URL';
  const { protocol, hostname, port } = new URL(endpoint);
  return await new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) || (PORTS[protocol] ?? 80) });
    const end = (problem: string | null) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(TIMEOUT_MS, () => end('no answer'));
    socket.on('connect', () => end(null));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
