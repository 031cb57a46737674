import type { ObjectState } from '@footman/ledger';
import type { JobPlace, ObjectNotice } from '@footman/queue';

/** What a person can do about a refused file, by its reason; the user guide has the same table. */
const BY_REASON: Readonly<Record<string, string>> = {
  'unreadable-header': 'look whether the file arrived whole, then replay it',
  'unknown-instrument': 'the header is of no instrument that is supported: forget it',
  'untranslatable-header': 'correct the header or its sidecar, or add a header correction, then replay it',
  'not-a-guider': "look at the file's name, RAFTBAY and CCDSLOT",
  'unknown-exposure': 'ingest a science file of its exposure first, then replay it',
  conflict:
    'the same detector of this exposure is stored under another URI: decide which is right, nothing is overwritten',
  corrected:
    'the object was overwritten after it was ingested: decide which content is right, nothing is overwritten',
  'refused-by-butler': 'register what the message names (footman butler register), then replay it',
  'object-not-found': 'the object is not in the bucket any more: was it deleted? Then forget it',
  'access-denied': 'the object store does not let ingest read it: mend the rights, then replay it',
  'lost-workers': 'its workers died again and again: look at their memory and log, then replay it',
};

/** Of the reasons of files that wait for infrastructure. */
const AWAY = '-away';

const FAILED = 'look at the message and the log, then replay it';

/** What is known of an object. */
export interface Circumstances {
  readonly notice: Pick<ObjectNotice, 'bucket' | 'key'>;
  /** What the ledger says; null if nothing. */
  readonly state: ObjectState | null;
  readonly reason: string | null;
  /** Null if it has no job; undefined if nobody can say. */
  readonly job: JobPlace | null | undefined;
  /** The feeds whose consumers wouldn't take it. @default none */
  readonly refusedBy?: readonly string[];
}

/** What a person can do about an object, in sentences and commands. */
export function remediesFor(circumstances: Circumstances): string[] {
  const {
    notice: { bucket, key },
    state,
    reason,
    job,
    refusedBy = [],
  } = circumstances;
  const one = `--bucket ${bucket} --key ${quoted(key)}`;
  const replay = `footman replay --bucket ${bucket} --prefix ${quoted(key)}`;
  switch (state) {
    case 'dead':
      return [
        BY_REASON[reason ?? ''] ?? FAILED,
        `footman dead replay ${one}`,
        `footman dead forget ${one} --why TEXT`,
      ];
    case 'corrected':
      return [
        BY_REASON['corrected'] as string,
        `footman dead replay ${one} --state corrected`,
        `footman dead forget ${one} --state corrected --why TEXT`,
      ];
    case 'parked':
      return ['it waits for its exposure: are the science files in the bucket?', 'footman audit tells'];
    case 'ingested':
    case 'registered':
    case 'duplicate':
      if (refusedBy.length > 0)
        return [
          'it is in the Butler, but not all could be told: mend what they refused it for, then',
          ...refusedBy.map((feed) => `footman feeds retry ${feed}`),
        ];
      return [`nothing: it is in the Butler${state === 'registered' ? ', and Rucio has it' : ''}`];
    case 'ignored':
      return ['nothing: it is no dataset, or somebody left it out; if that was wrong', replay];
    default:
      if (reason?.endsWith(AWAY))
        return [`nothing: it goes on by itself once the ${reason.slice(0, -AWAY.length)} is back`];
      if (job?.state === 'failed') return [FAILED, `footman dead replay ${one}`];
      if (job) return ['nothing: it is on its way'];
      return ['nobody works on it: the reaper will find it; to be faster', replay];
  }
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
