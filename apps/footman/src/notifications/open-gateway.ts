import { ObjectStore } from '@footman/object-store';
import { BucketAdmin, Topics } from '@footman/object-store/admin';
import { environmentOf } from '../buckets/place.js';
import type { YamlFile } from '../buckets/yaml-files.js';
import { readGateway, type GatewayState } from './gateway-state.js';
import type { NotificationsFile } from './notifications-file.js';
import { wantedOf, type Wanted } from './wanted.js';

/** A gateway, seen with a file of notifications in hand. */
export interface Gateway {
  readonly file: NotificationsFile;
  /** The bucket with its profile, for the store. */
  readonly bucket: string;
  readonly wanted: readonly Wanted[];
  readonly admin: BucketAdmin;
  readonly topics: Topics;
  readonly store: ObjectStore;
  /** What there is now. */
  read(): Promise<GatewayState>;
}

/** Opens the gateway that a file names for as long as `work` takes. */
export async function withGateway<T>(
  { content: file, path }: YamlFile<NotificationsFile>,
  env: NodeJS.ProcessEnv,
  work: (gateway: Gateway) => Promise<T>,
): Promise<T> {
  const access = environmentOf(file, env);
  const profile = file.profile ?? null;
  const wanted = wantedOf(file, path, env);
  const admin = new BucketAdmin(profile, access);
  const topics = new Topics(profile, access);
  const store = new ObjectStore(access);
  const names = wanted.map(({ topic }) => topic.name);
  try {
    return await work({
      file,
      bucket: profile === null ? file.bucket : `${profile}@${file.bucket}`,
      wanted,
      admin,
      topics,
      store,
      read: () => readGateway(file.bucket, names, admin, topics),
    });
  } finally {
    admin.close();
    topics.close();
    store.close();
  }
}
