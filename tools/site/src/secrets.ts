import { FIELDS, type Manifest } from '@footman/k8s';
import type { CephUser } from '@footman/labs';
import { randomBytes } from 'node:crypto';
import { parse } from 'yaml';

/** Something that nobody may read in a log. */
export interface SecretValue {
  /** Says which, without saying it. */
  readonly name: string;
  readonly value: string;
}

/** What the secrets of a site open on this machine. */
export interface Doors {
  readonly s3Endpoint: string;
  /** Who reads the buckets. */
  readonly reader: CephUser;
  /** The Butler's database, without credentials. */
  readonly butlerUrl: string;
  readonly butlerUser: string;
  readonly butlerPassword: string;
  /** The key that opens Rucio, where the site has one. */
  readonly rucioKey: string | undefined;
}

/** What Vault has for a site on this machine: all that is a password is new in each run, so that it can't be in a log by chance. */
export function vaultValues(doors: Doors): Record<string, string> {
  const { accessKey, secretKey } = doors.reader;
  const profile = new URL(doors.s3Endpoint);
  Object.assign(profile, {
    username: encodeURIComponent(accessKey),
    password: encodeURIComponent(secretKey),
  });
  const { protocol, host } = new URL(doors.butlerUrl);
  const random = Object.keys(FIELDS).map((field) => [field, randomBytes(20).toString('hex')]);
  return {
    ...Object.fromEntries(random),
    // Whatever characters are in it.
    redis: `${randomBytes(20).toString('hex')}"with\\odd$characters`,
    profile: profile.href.replace(/\/$/, ''),
    access_key: accessKey,
    secret_key: secretKey,
    ...(doors.rucioKey && { register_svc_rsa: doors.rucioKey }),
    'db-auth.yaml': `- url: ${protocol}//${host}\n  username: ${doors.butlerUser}\n  password: ${doors.butlerPassword}\n`,
  };
}

/** All that is secret in a rendered overlay: the values of its secrets, of a file of credentials the passwords in it. */
export function secretsOf(manifests: readonly Manifest[]): SecretValue[] {
  return manifests
    .filter(({ kind }) => kind === 'Secret')
    .flatMap(({ metadata, data = {} }) =>
      Object.entries(data).flatMap(([key, encoded]) => {
        const name = `${metadata.name} ${key}`;
        return passwordsIn(key, Buffer.from(encoded, 'base64').toString()).map((value) => ({ name, value }));
      }),
    );
}

function passwordsIn(key: string, text: string): string[] {
  if (key.endsWith('.yaml')) {
    const entries = parse(text) as readonly { readonly password?: string }[];
    return entries.flatMap(({ password }) => (password ? [password] : []));
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.password ? [text, decodeURIComponent(url.password)] : [text];
}
