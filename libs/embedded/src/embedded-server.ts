/** A server of our own on a free port of the loopback interface, which may be mistreated. */
export interface EmbeddedServer {
  /** With user and password where it asks for them; it stays the same over `kill` and `start`. */
  readonly url: string;
  /** Ends it without notice: connections break off. */
  kill(): Promise<void>;
  /** Brings it back after `kill` with what it had on disk, and waits until it answers. */
  start(): Promise<void>;
  /** Stops its processes in mid-air; they keep their connections. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  /** Ends it, frozen or not, and waits until it's gone. */
  close(): Promise<void>;
}
