import { ObjectStoreError } from './errors.js';

/** How to reach the store of a profile; without credentials the SDK looks for them in its usual places. */
export interface Endpoint {
  /** Undefined for AWS itself. */
  readonly url?: string;
  readonly credentials?: Credentials;
  /** Where the SDK is to look in AWS's own files for a profile that has neither its own credentials nor the environment's. */
  readonly awsProfile?: string;
}

/** What signs requests. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A bucket as users name it, `bucket` or `profile@bucket`, in its parts. */
export function splitBucket(name: string): { readonly profile: string | null; readonly bucket: string } {
  const at = name.indexOf('@');
  return at < 0
    ? { profile: null, bucket: name }
    : { profile: name.slice(0, at), bucket: name.slice(at + 1) };
}

/**
 * Finds a profile's endpoint: `LSST_RESOURCES_S3_PROFILE_<profile>=https://KEY:SECRET@host`, else `S3_ENDPOINT_URL`, else
 * `AWS_ENDPOINT_URL`. Credentials may be percent-encoded; a slash in them has to be. Without any, the AWS variables count, then
 * AWS's own files. Source: lsst.resources, s3utils; there the files come before the variables.
 *
 * @throws ObjectStoreError `bad-profile` when the variable isn't such a URL; the message doesn't repeat it.
 */
export function endpointOf(profile: string | null, env: NodeJS.ProcessEnv): Endpoint {
  const own = profile === null ? undefined : `LSST_RESOURCES_S3_PROFILE_${profile}`;
  const name = [own, 'S3_ENDPOINT_URL', 'AWS_ENDPOINT_URL'].find((variable) => variable && env[variable]);
  const url = name === undefined ? undefined : parsedUrl(name, env[name] ?? '');
  const credentials = (url && credentialsIn(url)) ?? credentialsOf(env);
  return {
    ...(url && { url: `${url.protocol}//${url.host}${url.pathname}`.replace(/\/$/, '') }),
    ...(credentials && { credentials }),
    ...(!credentials && profile !== null && { awsProfile: profile }),
  };
}

/** An '@' behind the host comes of a slash in the secret that isn't encoded: the host would be the key's name. */
function parsedUrl(name: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    `${url.pathname}${url.search}${url.hash}`.includes('@') ||
    Boolean(url.username) !== Boolean(url.password)
  ) {
    const wanted = `${name} has to be https://KEY:SECRET@host or https://host, '/' in KEY and SECRET written as %2F`;
    throw new ObjectStoreError('bad-profile', wanted, false);
  }
  return url;
}

function credentialsIn({ username, password }: URL): Credentials | undefined {
  if (!username) return undefined;
  return { accessKeyId: decoded(username), secretAccessKey: decoded(password) };
}

function credentialsOf(env: NodeJS.ProcessEnv): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

/** Decodes percent escapes, and leaves a lone '%' as it is. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
