import { ObjectStore } from '@footman/object-store';
import { fileStory, Site } from '@footman/operator';
import { jsonLine } from '../json-line.js';
import { formatStory } from './format-story.js';

/** Prints the story of a file; the exit code is 1 when nobody knows of it. */
export async function printStory(bucket: string, key: string, json: boolean): Promise<void> {
  const store = new ObjectStore(process.env);
  try {
    const story = await Site.with(process.env, (site) => fileStory({ site, store }, bucket, key));
    process.stdout.write(json ? jsonLine(story) : formatStory(story, Date.now()));
    if (story.contents.length === 0) process.exitCode = 1;
  } finally {
    store.close();
  }
}
