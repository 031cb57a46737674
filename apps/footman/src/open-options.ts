import type { FindOptions } from '@footman/butler-client';

/** How commands find a repository that a user names; one whose configuration is in S3 is read from there. */
export const openOptions: FindOptions = {
  env: process.env,
  readText: async (uri) => {
    // The S3 client is slow to load, and most repositories have no use for it.
    const { readText } = await import('./s3.js');
    return readText(uri);
  },
};

/** What a repository argument may be. */
export const REPO_HELP =
  'repository: its directory or butler.yaml, also in S3, or a label of the repository index';
