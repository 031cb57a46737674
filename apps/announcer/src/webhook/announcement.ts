import type { IngestedFile } from '@footman/feeds';
import { exposureDirectory } from '../exposure-directory.js';
import { fileId, shortHash } from '../file-id.js';
import { pythonJson, pythonText } from './python-text.js';

/** What is POSTed of some files of one exposure. */
export interface Announcement {
  /** The same for the same files, however often they are POSTed. */
  readonly id: string;
  readonly exp_id: string;
  readonly filenames: readonly string[];
  /** Byte for byte what embargo-butler's ingest sends, unless it is about late files, which that doesn't know. */
  readonly body: string;
  /** The body as embargo-butler logs it: a dict of Python's. */
  readonly said: string;
}

/** Puts together what is POSTed of files of one exposure; `late` files are told from others by the body. */
export function announce(files: readonly IngestedFile[], late: boolean): Announcement {
  const [first] = files;
  const exp_id = first ? exposureDirectory(first) : '';
  // A file that was told twice by its worker is one.
  const filenames = [...new Set(files.map(({ key }) => key.slice(key.lastIndexOf('/') + 1)))];
  const ids = new Set(files.map(fileId));
  const write = (text: (each: string) => string, yes: string) => {
    const entries = [
      `${text('exp_id')}: ${text(exp_id)}`,
      `${text('filenames')}: [${filenames.map(text).join(', ')}]`,
      ...(late ? [`${text('late')}: ${yes}`] : []),
    ];
    return `{${entries.join(', ')}}`;
  };
  return {
    id: `msg_${shortHash([late ? 'late' : 'ingested', ...[...ids].sort()])}`,
    exp_id,
    filenames,
    body: write(pythonJson, 'true'),
    said: write(pythonText, 'True'),
  };
}
