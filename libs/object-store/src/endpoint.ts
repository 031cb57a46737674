import { ObjectStoreError } from './errors.js';

/** How to reach the store of a profile; without credentials the SDK looks for them in its usual places. */
export interface Endpoint {
  /** Undefined for AWS itself. */
  readonly url?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
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
 * `AWS_ENDPOINT_URL`. Credentials may be percent-encoded. Source: lsst.resources, s3utils.
 *
 * @throws ObjectStoreError `bad-profile` when the variable isn't such a URL; the message doesn't repeat it.
 */
export function endpointOf(profile: string | null, env: NodeJS.ProcessEnv): Endpoint {
  const variable = profile === null ? null : `LSST_RESOURCES_S3_PROFILE_${profile}`;
  const own = variable === null ? undefined : env[variable];
  const name = own && variable ? variable : env['S3_ENDPOINT_URL'] ? 'S3_ENDPOINT_URL' : 'AWS_ENDPOINT_URL';
  const value = env[name];
  const fromEnv = { accessKeyId: env['AWS_ACCESS_KEY_ID'], secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] };
  const usual =
    fromEnv.accessKeyId && fromEnv.secretAccessKey
      ? { credentials: fromEnv as Required<typeof fromEnv> as NonNullable<Endpoint['credentials']> }
      : {};
  if (!value) return usual;

  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ObjectStoreError(
      'bad-profile',
      `${name} has to be https://KEY:SECRET@host or https://host`,
      false,
    );
  }
  const credentials = url.username
    ? {
        credentials: {
          accessKeyId: decodeURIComponent(url.username),
          secretAccessKey: decodeURIComponent(url.password),
        },
      }
    : usual;
  url.username = url.password = '';
  return { url: url.href.replace(/\/$/, ''), ...credentials };
}
