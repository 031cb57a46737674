import { z } from 'zod';
import { UsageError } from '../errors.js';

/** Where a bucket is and as whom we come: what the files of policies and of notifications begin with. */
export const placeFields = {
  /** The bucket, without a profile. */
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]+$/, 'has to be the name of a bucket'),
  /** The gateway. */
  'endpoint-url': z.url({ protocol: /^https?$/, error: "has to be the gateway's URL" }),
  /**
   * Whose credentials to use, which have to be the owner's: `LSST_RESOURCES_S3_PROFILE_<profile>`, or as `--profile` of the AWS client. The
   * environment's when left out.
   */
  profile: z
    .string()
    .regex(/^[\w.-]+$/, 'has to be the name of a profile')
    .optional(),
};

/** Where a bucket is and as whom we come. */
export interface Place {
  readonly bucket: string;
  readonly 'endpoint-url': string;
  readonly profile?: string | undefined;
}

/**
 * The environment in which a profile leads to the gateway that a file names, whatever else it says.
 *
 * @throws UsageError if the profile's own variable names another one: its keys aren't for this gateway.
 */
export function environmentOf(
  { profile, 'endpoint-url': url }: Place,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  if (profile === undefined) return { ...env, S3_ENDPOINT_URL: url };
  const variable = `LSST_RESOURCES_S3_PROFILE_${profile}`;
  const own = env[variable];
  if (own && URL.canParse(own) && new URL(own).host !== new URL(url).host) {
    throw new UsageError(`${variable} leads to ${new URL(own).host}, but the file says ${url}`);
  }
  return { ...env, S3_ENDPOINT_URL: url };
}

/** A place as a person reads it. */
export function placeText({ bucket, profile, 'endpoint-url': url }: Place): string {
  return `${bucket} at ${url}${profile === undefined ? '' : ` as ${profile}`}`;
}
