import { ObjectStore } from './object-store.js';
import { parseS3Uri } from './uri.js';

/**
 * A reader of small text objects, such as a repository's configuration at `s3://[profile@]bucket/key`. It holds no connections between readings.
 *
 * @param env has S3 endpoints and credentials
 * @returns what rejects with ObjectStoreError
 */
export function s3TextReader(env: NodeJS.ProcessEnv): (uri: string) => Promise<string> {
  return async (uri) => {
    const { bucket, key } = parseS3Uri(uri);
    const store = new ObjectStore(env);
    try {
      return new TextDecoder().decode(await store.get(bucket, key));
    } finally {
      store.close();
    }
  };
}
