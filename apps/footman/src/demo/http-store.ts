import { Agent, request } from 'node:http';
import type { S3Access } from './demo-parts.js';
import type { Put } from './put-files.js';

/**
 * Opens the embedded object store for the simulated camera, which stands for senders outside: plain unsigned PUTs, at a third of an
 * SDK's CPU time, which in this one process the pipeline would have to pay.
 */
export function openHttpStore({ endpoint, bucket }: S3Access): { readonly put: Put; close(): void } {
  const agent = new Agent({ keepAlive: true });
  return {
    put: (key, body) =>
      new Promise((done, fail) => {
        const path = [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
        // Only requests with an Amazon header are taken for S3's by the embedded server.
        const headers = { 'content-length': body.length, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
        const sent = request(`${endpoint}/${path}`, { method: 'PUT', agent, headers }, (response) => {
          const { statusCode } = response;
          response
            .resume()
            .on('error', fail)
            .on('end', () =>
              statusCode === 200 ? done() : fail(new Error(`PUT ${key}: the store answered ${statusCode}`)),
            );
        });
        sent.on('error', fail).end(body);
      }),
    close: () => agent.destroy(),
  };
}
