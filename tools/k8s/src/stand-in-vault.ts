import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the stand-in knows: every field at every path. */
export const FIELDS: Readonly<Record<string, string>> = {
  redis: 'redis-password-"with\\odd$characters',
  notification: 'opaque-data',
  ledger: '0123456789abcdef',
  console: 'token-of-an-operator',
  register_svc_rsa: '-----BEGIN OPENSSH PRIVATE KEY-----\nnobodys-key\n-----END OPENSSH PRIVATE KEY-----\n',
  profile: 'https://ACCESS:SECRET%2FKEY@store.example.org',
  access_key: 'ACCESS',
  secret_key: 'SECRET/KEY',
  'db-auth.yaml':
    '- url: postgresql://butler.example.org\n  username: footman\n  password: butler-password\n',
};

/** How a stand-in answers. */
export interface StandInVaultOptions {
  /** A field that it says it hasn't. */
  readonly fails?: string;
  /** One over which it takes 20 s. */
  readonly hangs?: string;
  /** What it knows. @default FIELDS */
  readonly values?: Readonly<Record<string, string>>;
}

/** A program named vault that answers `kv get --field=NAME PATH` and nothing else. */
export class StandInVault {
  private constructor(
    /** Goes before PATH. */
    readonly directory: string,
    private readonly log: string,
  ) {}

  static async make(
    directory: string,
    { fails = '', hangs = '', values = FIELDS }: StandInVaultOptions = {},
  ): Promise<StandInVault> {
    const log = join(directory, 'asked');
    const fields = join(directory, 'fields');
    await mkdir(fields, { recursive: true });
    await writeFile(log, '');
    for (const [name, value] of Object.entries(values)) await writeFile(join(fields, name), value);
    const script = [
      '#!/bin/sh',
      '[ "$1 $2" = "kv get" ] || exit 1',
      'field=${3#--field=}',
      `echo "$4 $field" >> '${log}'`,
      `[ "$field" = '${fails}' ] && exit 2`,
      `[ "$field" = '${hangs}' ] && exec sleep 20`,
      `exec cat '${fields}'/"$field"`,
    ];
    const program = join(directory, 'vault');
    await writeFile(program, `${script.join('\n')}\n`);
    await chmod(program, 0o755);
    return new StandInVault(directory, log);
  }

  /** Path and field of all that it was asked, in order. */
  async asked(): Promise<string[]> {
    return (await readFile(this.log, 'utf8')).trim().split('\n').filter(Boolean);
  }
}
