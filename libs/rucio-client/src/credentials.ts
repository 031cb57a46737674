/** Name and password. */
export interface UserpassCredentials {
  readonly kind: 'userpass';
  readonly account: string;
  readonly username: string;
  readonly password: string;
}

/** A certificate or proxy, and its key; both in PEM. */
export interface X509Credentials {
  readonly kind: 'x509';
  readonly account: string;
  readonly cert: string;
  readonly key: string;
}

/** An RSA key without a passphrase, in PEM or as OpenSSH writes it. */
export interface SshCredentials {
  readonly kind: 'ssh';
  readonly account: string;
  readonly key: string;
}

/** A token that the server's OIDC issuer gave; the account is in it. */
export interface OidcCredentials {
  readonly kind: 'oidc';
  readonly token: string;
}

/** One of the ways to log in. */
export type Credentials = UserpassCredentials | X509Credentials | SshCredentials | OidcCredentials;

/** Credentials, or who knows them at the moment: asked before each login, so that a new password, proxy or token is found. */
export type CredentialsSource = Credentials | (() => Credentials | Promise<Credentials>);
