import { request } from 'node:http';

/** What is asked, exactly as it goes over the wire. */
export interface Question {
  readonly method: string;
  readonly path: string;
}

/** What came back, as far as it is compared. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Something of embargo-butler, and the same of ours. */
export interface Both<T> {
  readonly theirs: T;
  readonly ours: T;
}

/** Asks both sides the same at once. */
export async function askBoth(urls: Both<string>, question: Question): Promise<Both<Answer>> {
  const [theirs, ours] = await Promise.all([ask(urls.theirs, question), ask(urls.ours, question)]);
  return { theirs, ours };
}

/** Asks on a connection of its own, as Prompt Processing does. */
export function ask(url: string, { method, path }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asking = request({ hostname, port, method, path, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('error', reject).on('end', () => {
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body });
      });
    });
    asking.on('error', reject).end();
  });
}
