import { z } from 'zod';
import {
  createdRulesSchema,
  type DidInfo,
  didInfoSchema,
  type ListedFile,
  listedFileSchema,
  type ListedReplica,
  listedReplicaSchema,
  metadataOfDidSchema,
  type Rule,
  ruleSchema,
  versionSchema,
} from './answers.js';
import { batches, checkedBy } from './batches.js';
import type { CredentialsSource } from './credentials.js';
import {
  type Did,
  didSchema,
  type FileChecksums,
  fileSchema,
  metadataSchema,
  type ReplicaFile,
  replicaFileSchema,
} from './did.js';
import { errorOfAnswer } from './error-of-answer.js';
import { RucioAuthenticationError, RucioError, RucioRefusedError } from './errors.js';
import { type Answer, Http, type Question } from './http.js';
import { retried } from './retried.js';
import { Session } from './session.js';

/** Where the server is, who we are, and how patient. */
export interface RucioClientOptions {
  /** As `rucio_host` in rucio.cfg. */
  readonly url: string;
  /** Where to log in, if elsewhere. */
  readonly authUrl?: string;
  readonly credentials: CredentialsSource;
  /** Authorities in PEM, in place of those that Node knows. */
  readonly ca?: string;
  /** For each request, in milliseconds. @default 60000 */
  readonly timeoutMs?: number;
  /** Tries of each request, the first included. @default 6 */
  readonly attempts?: number;
  /** Before the second try, in milliseconds; then doubled each time. @default 200 */
  readonly firstWaitMs?: number;
}

/** What a rule asks for. */
export interface RuleRequest {
  readonly rseExpression: string;
  readonly account: string;
  /** @default 1 */
  readonly copies?: number;
  /** Seconds; without it, for ever. */
  readonly lifetime?: number;
  readonly grouping?: 'ALL' | 'DATASET' | 'NONE';
  readonly activity?: string;
  readonly comment?: string;
}

/**
 * A client of Rucio's REST interface.
 *
 * Everything that writes may be called again: what is there already is no error. Requests that fail for a time only are repeated; of
 * more than the server takes at once, those before the one that failed are done.
 */
export class RucioClient {
  private readonly http: Http;
  private readonly authHttp: Http;
  private readonly session: Session;
  private readonly closing = new AbortController();

  constructor(private readonly options: RucioClientOptions) {
    const { url, authUrl = url, ca, timeoutMs = 60_000 } = options;
    const connection = { timeoutMs, ...(ca !== undefined && { ca }) };
    this.http = new Http({ url, ...connection });
    this.authHttp = authUrl === url ? this.http : new Http({ url: authUrl, ...connection });
    this.session = new Session(this.authHttp, options.credentials);
  }

  /** The server's version; needs no login. */
  async version(): Promise<string> {
    const answer = await this.repeated(() => this.askOnce({ method: 'GET', path: '/ping' }));
    return parsed('GET /ping', versionSchema, answer.body).version;
  }

  /**
   * Registers files at an RSE, with their DIDs where these are new.
   *
   * The server doesn't compare size and checksums with those of known files here; `attach` does.
   */
  async addReplicas(rse: string, files: readonly ReplicaFile[]): Promise<void> {
    for (const batch of batches(replicaFileSchema, files))
      await this.post('/replicas', { rse, ignore_availability: true, files: batch });
  }

  /** Where files are; one that is unknown, or nowhere, isn't in the answer or has no RSE in it. */
  async listReplicas(dids: readonly Did[], rseExpression?: string): Promise<ListedReplica[]> {
    const found: ListedReplica[] = [];
    for (const batch of batches(didSchema, dids)) {
      const body = { dids: batch, all_states: true, ...(rseExpression && { rse_expression: rseExpression }) };
      found.push(
        ...lines('POST /replicas/list', listedReplicaSchema, await this.post('/replicas/list', body)),
      );
    }
    return found;
  }

  /**
   * Makes a dataset, monotonic: files may come and never go.
   *
   * @returns false where there is something of this name.
   */
  async createDataset(dataset: Did): Promise<boolean> {
    const body = { type: 'DATASET', statuses: { monotonic: true } };
    return await this.unless('DataIdentifierAlreadyExists', this.post(pathOf(dataset), body));
  }

  /**
   * Puts files in a dataset; those that are in it stay.
   *
   * @throws {RucioInconsistentError} when the server knows one of them with another size or checksum.
   */
  async attach(dataset: Did, files: readonly FileChecksums[]): Promise<void> {
    const { scope, name } = checkedBy(didSchema, dataset);
    for (const dids of batches(fileSchema, files))
      await this.post('/dids/attachments', { ignore_duplicate: true, attachments: [{ scope, name, dids }] });
  }

  /** What a DID is; undefined where there is none. */
  async getDid(did: Did): Promise<DidInfo | undefined> {
    const path = pathOf(did);
    try {
      return parsed(`GET ${path}`, didInfoSchema, await this.get(path));
    } catch (error) {
      if (error instanceof RucioError && error.exceptionClass === 'DataIdentifierNotFound') return undefined;
      throw error;
    }
  }

  /** The names of a scope's datasets, or of others, that are like a pattern with asterisks. */
  async listDids(scope: string, pattern: string, type: 'file' | 'dataset' | 'container'): Promise<string[]> {
    const path = `/dids/${encodeURIComponent(scope)}/dids/search`;
    const query = new URLSearchParams({ type, name: pattern });
    return lines(`GET ${path}`, z.string(), await this.get(`${path}?${query}`));
  }

  /** The files of a dataset. */
  async listFiles(dataset: Did): Promise<ListedFile[]> {
    const path = `${pathOf(dataset)}/files`;
    return lines(`GET ${path}`, listedFileSchema, await this.get(path));
  }

  /** Asks for copies; undefined where the same rule is there already. */
  async addRule(did: Did, request: RuleRequest): Promise<string | undefined> {
    const { rseExpression, copies = 1, ...rest } = request;
    const body = { dids: [checkedBy(didSchema, did)], rse_expression: rseExpression, copies, ...rest };
    let rule: string | undefined;
    // With the slash: without, the server redirects.
    const added = this.post('/rules/', body).then((text) => {
      rule = parsed('POST /rules/', createdRulesSchema, text)[0];
    });
    await this.unless('DuplicateRule', added);
    return rule;
  }

  /** The rules of a DID. */
  async listRules(did: Did): Promise<Rule[]> {
    const path = `${pathOf(did)}/rules`;
    return lines(`GET ${path}`, ruleSchema, await this.get(path));
  }

  /** Sets metadata of known DIDs; of one call's all, or none. */
  async setMetadata(
    items: readonly (Did & { readonly meta: Readonly<Record<string, unknown>> })[],
  ): Promise<void> {
    for (const dids of batches(metadataSchema, items)) await this.post('/dids/bulkdidsmeta', { dids });
  }

  /** All metadata of a DID, the server's own included. */
  async getMetadata(did: Did): Promise<Readonly<Record<string, unknown>>> {
    const path = `${pathOf(did)}/meta`;
    return parsed(`GET ${path}`, metadataOfDidSchema, await this.get(`${path}?plugin=ALL`));
  }

  /** Ends all connections; what is under way fails, and isn't repeated. */
  close(): void {
    this.closing.abort();
    this.http.close();
    this.authHttp.close();
  }

  private async get(path: string): Promise<string> {
    return await this.call({ method: 'GET', path });
  }

  private async post(path: string, body: unknown): Promise<string> {
    return await this.call({ method: 'POST', path, body });
  }

  private async call(question: Question): Promise<string> {
    return (await this.repeated(() => this.asOurselves(question))).body;
  }

  /** Logs in again, once, where the server doesn't know our token any more. */
  private async asOurselves(question: Question): Promise<Answer> {
    const token = await this.session.token();
    try {
      return await this.askOnce(question, { 'X-Rucio-Auth-Token': token });
    } catch (error) {
      if (!(error instanceof RucioAuthenticationError)) throw error;
      this.session.forget(token);
      return await this.askOnce(question, { 'X-Rucio-Auth-Token': await this.session.token() });
    }
  }

  private async askOnce(question: Question, headers: Question['headers'] = {}): Promise<Answer> {
    const answer = await this.http.ask({ ...question, headers });
    if (answer.status >= 200 && answer.status < 300) return answer;
    throw errorOfAnswer(`${question.method} ${question.path}`, answer);
  }

  private async repeated<T>(work: () => Promise<T>): Promise<T> {
    const { attempts = 6, firstWaitMs = 200 } = this.options;
    return await retried(work, { attempts, firstWaitMs }, this.closing.signal);
  }

  /** Whether it was done; false where the server gives this reason not to. */
  private async unless(exceptionClass: string, work: Promise<unknown>): Promise<boolean> {
    try {
      await work;
      return true;
    } catch (error) {
      if (error instanceof RucioError && error.exceptionClass === exceptionClass) return false;
      throw error;
    }
  }
}

function pathOf(did: Did): string {
  const { scope, name } = checkedBy(didSchema, did);
  return `/dids/${scope}/${encodeURIComponent(name)}`;
}

function parsed<T>(what: string, schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new RucioRefusedError(`Rucio's answer to ${what} is not understood`, { cause });
  }
}

/** One JSON text a line; nothing where there is nothing. */
function lines<T>(what: string, schema: z.ZodType<T>, text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parsed(what, schema, line));
}
