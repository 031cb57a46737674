import type { Container } from '@footman/k8s';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A container's command on this machine, where the programs of its image are installed otherwise. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** The image that has all of ours. */
const FOOTMAN = /(^|\/)footman(:|$)/;
const REDIS = /(^|\/)redis(:|$)/;
/** PostgreSQL's own image. */
export const POSTGRES = /(^|\/)postgres(:|$)/;

/**
 * What a container runs.
 *
 * @throws Error for an image that isn't known.
 */
export function commandOf({ name, image, command, args = [] }: Container): Command {
  const [program, ...rest] = [...(command ?? []), ...(command ? args : [])];
  if (program !== undefined) return { command: program, args: rest };
  const [app] = args;
  if (!FOOTMAN.test(image) || app === undefined)
    throw new Error(`${name}: nothing is known of the image ${image}`);
  // As the image's entry does: an app by its name.
  const home = fileURLToPath(new URL('.', import.meta.resolve(`@footman/${app}/package.json`)));
  return { command: process.execPath, args: ['--enable-source-maps', join(home, 'dist', 'main.js')] };
}

/** What has to be added to a server's configuration so that it listens at a port of this machine. */
export function listenAt({ image }: Container, port: number, configuration: string): string {
  return REDIS.test(image) ? `${configuration}\nbind 127.0.0.1\nport ${port}\n` : configuration;
}

/** A client on the command line finds its server at another port here. */
export function clientAt({ image }: Container, port: number, text: string): string {
  return REDIS.test(image) ? text.replaceAll('redis-cli ', `redis-cli -p ${port} `) : text;
}
