import { type KeyObject, sign } from 'node:crypto';
import { z } from 'zod';
import type { Credentials } from './credentials.js';
import { errorOfAnswer } from './error-of-answer.js';
import { RucioRefusedError } from './errors.js';
import type { Answer, Http, Question } from './http.js';
import { sshKey } from './ssh-key.js';

/** What calls are made with. */
export interface Token {
  readonly value: string;
  /** Milliseconds since 1970; undefined where nobody says. */
  readonly expires: number | undefined;
}

/** What the server's log and its tokens have as the program. */
const APP_ID = 'footman';

/**
 * Logs in once.
 *
 * @throws {RucioError}
 */
export async function login(http: Http, credentials: Credentials): Promise<Token> {
  if (credentials.kind === 'oidc')
    return { value: credentials.token, expires: expiryOfJwt(credentials.token) };
  const headers = { 'X-Rucio-Account': credentials.account, 'X-Rucio-AppID': APP_ID };
  if (credentials.kind === 'userpass') {
    const { username, password } = credentials;
    return await tokenFrom(http, '/auth/userpass', {
      headers: { ...headers, 'X-Rucio-Username': username, 'X-Rucio-Password': password },
    });
  }
  if (credentials.kind === 'x509') {
    const { cert, key } = credentials;
    return await tokenFrom(http, '/auth/x509', { headers, certificate: { cert, key } });
  }
  const key = await sshKey(credentials.key);
  const challenge = await ask(http, '/auth/ssh_challenge_token', { headers });
  const text = header(challenge, 'x-rucio-ssh-challenge-token');
  return await tokenFrom(http, '/auth/ssh', {
    headers: { ...headers, 'X-Rucio-SSH-Signature': sshSignature(text, key) },
  });
}

type Details = Pick<Question, 'headers' | 'certificate'>;

async function tokenFrom(http: Http, path: string, details: Details): Promise<Token> {
  const answer = await ask(http, path, details);
  const expires = Date.parse(String(answer.headers['x-rucio-auth-token-expires']));
  return {
    value: header(answer, 'x-rucio-auth-token'),
    expires: Number.isNaN(expires) ? undefined : expires,
  };
}

async function ask(http: Http, path: string, details: Details): Promise<Answer> {
  const answer = await http.ask({ method: 'GET', path, ...details });
  if (answer.status !== 200) throw errorOfAnswer(`GET ${path}`, answer);
  return answer;
}

function header(answer: Answer, name: string): string {
  const value = answer.headers[name];
  if (typeof value !== 'string') throw new RucioRefusedError(`Rucio gave no ${name}; is its address right?`);
  return value;
}

/** A signature as SSH writes it (RFC 4253, 6.6; RFC 8332): the algorithm's name and the signature, each after its length. */
function sshSignature(text: string, key: KeyObject): string {
  const parts = [Buffer.from('rsa-sha2-256'), sign('sha256', Buffer.from(text), key)];
  return Buffer.concat(parts.flatMap((part) => [lengthOf(part), part])).toString('base64');
}

function lengthOf(part: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.byteLength);
  return length;
}

const claimsSchema = z.object({ exp: z.number() });

/** When a token ends, by its own word; the server checks it, we only want to know when to ask for another. */
function expiryOfJwt(token: string): number | undefined {
  try {
    return (
      claimsSchema.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).exp *
      1000
    );
  } catch {
    return undefined;
  }
}
