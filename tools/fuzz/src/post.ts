import { type Agent, type OutgoingHttpHeaders, request } from 'node:http';

/** What came back for a body. */
export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** How senders and what is between them and us may dress up a body. */
const HEADERS: readonly OutgoingHttpHeaders[] = [
  { 'content-type': 'application/json' },
  {},
  { 'content-type': 'text/plain; charset=latin1' },
  { 'content-type': 'no such/;;type' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-encoding': 'gzip', 'content-type': 'application/json' },
  { 'transfer-encoding': 'chunked' },
];

/** POSTs a body; `nth` chooses its headers. */
export function post(url: URL, agent: Agent, body: Uint8Array, nth = 0): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = HEADERS[nth % HEADERS.length] as OutgoingHttpHeaders;
    const length = 'transfer-encoding' in headers ? {} : { 'content-length': body.length };
    const sent = request(url, { method: 'POST', agent, headers: { ...headers, ...length } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}
