import { commaSeparated } from '@footman/service';

/** The buckets that a user names, else those of BUCKETS (or BUCKET), comma separated as for the services. */
export function bucketsOf(named: readonly string[] | undefined, env: NodeJS.ProcessEnv): string[] {
  const texts = named && named.length > 0 ? named : [env['BUCKETS'] || env['BUCKET'] || ''];
  return [...new Set(texts.flatMap(commaSeparated))];
}
