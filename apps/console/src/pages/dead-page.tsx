import { age, type DeadList, reasonTold, type Unfinished, UNFINISHED, UNTOLD, utc } from '@footman/operator';
import type { DeadChoice } from '../dead/dead-choice.js';
import { DeadChangeForm } from './dead-change-form.js';
import { deadLink, storyLink } from './links.js';
import { type Frame, html, Page } from './page.js';
import { TextTableView } from './text-table-view.js';

/** Files that wait for a person, the newest of each bucket first; all counted by reason. */
export function deadPage(frame: Frame, choice: DeadChoice, list: DeadList): string {
  const { base } = frame;
  const { files, counts, total, withoutLedger } = list;
  const now = Date.now();
  const { state, bucket } = choice;
  return html(
    <Page frame={frame} title={`Dead: ${total}`} part="dead">
      <h1>Files that wait for a person</h1>
      <p class="at">
        <time datetime={new Date(now).toISOString()}>{utc(now).slice(0, 19)} UTC</time>
      </p>
      <Chooser base={base} choice={choice} />
      {UNFINISHED.map((each) => (
        <Reasons key={each} base={base} choice={choice} state={each} reasons={counts[each]} />
      ))}
      {total === 0 ? (
        <p class="needs well">Nothing {isChosen(choice) ? 'like that ' : ''}waits for a person.</p>
      ) : (
        <TextTableView
          caption={total > files.length ? `The first ${files.length} of ${total}` : `${total} in all`}
          names={0}
          table={{
            head: ['state', 'age', 'reason', 'file'],
            rows: files.map((file) => [
              file.state,
              age(file.since, now),
              reasonTold(file),
              `${file.notice.bucket}/${file.notice.key}`,
            ]),
          }}
          cell={(row, column) => {
            const notice = files[row]?.notice;
            if (column !== 3 || !notice) return undefined;
            return (
              <a class="file" href={storyLink(base, notice.bucket, notice.key)}>
                {notice.bucket}/{notice.key}
              </a>
            );
          }}
        />
      )}
      {withoutLedger && (
        <p>This is what the queue knows; without the ledger ({withoutLedger}) no more is known.</p>
      )}
      {total > 0 && state && bucket && (
        <DeadChangeForm
          frame={frame}
          choice={{ ...choice, state, bucket }}
          what={total === 1 ? 'this file' : `all ${total}`}
        />
      )}
      {total > 0 && !(state && bucket) && frame.identity?.role === 'operator' && (
        <p class="hint">
          Choose a bucket and a state to replay many at once; one by one they are in their stories.
        </p>
      )}
    </Page>,
  );
}

const isChosen = (choice: DeadChoice) => Object.values(choice).some((value) => value !== undefined);

const STATES: Readonly<Record<Unfinished, string>> = {
  dead: 'dead: given up',
  corrected: 'corrected: replaced after ingest',
  overdue: 'overdue: guiders without their exposure',
};

function Chooser({ base, choice }: { readonly base: string; readonly choice: DeadChoice }) {
  return (
    <details open={isChosen(choice)}>
      <summary>Choose</summary>
      <form class="chooser" method="get" action={`${base}/dead`}>
        <label>
          State
          <select name="state">
            <option value="">all</option>
            {UNFINISHED.map((state) => (
              <option key={state} value={state} selected={state === choice.state}>
                {STATES[state]}
              </option>
            ))}
          </select>
        </label>
        <Field label="Bucket" name="bucket" value={choice.bucket} />
        <Field label="Reason" name="reason" value={choice.reason} />
        <Field label="Night" name="night" value={choice.night} />
        <Field label="Exposure" name="exposure" value={choice.exposure} />
        <Field label="Key begins with" name="key" value={choice.key} />
        <button type="submit">Choose</button>
        {isChosen(choice) && <a href={`${base}/dead`}>All</a>}
      </form>
    </details>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly value: string | number | undefined;
}

function Field({ label, name, value }: FieldProps) {
  return (
    <label>
      {label}
      <input name={name} value={value} autocapitalize="off" spellcheck={false} />
    </label>
  );
}

interface ReasonsProps {
  readonly base: string;
  readonly choice: DeadChoice;
  readonly state: Unfinished;
  readonly reasons: Readonly<Record<string, number>>;
}

/** How many there are of a state; each reason leads to its own. */
function Reasons({ base, choice, state, reasons }: ReasonsProps) {
  const by = Object.entries(reasons).sort(([, a], [, b]) => b - a);
  const total = by.reduce((sum, [, n]) => sum + n, 0);
  if (total === 0) return null;
  const night = choice.night?.toString();
  return (
    <p class="reasons">
      <a href={deadLink(base, { ...choice, night, state })}>
        {total} {state}
      </a>
      {by
        .filter(([reason]) => reason !== UNTOLD)
        .map(([reason, n]) => (
          <a key={reason} href={deadLink(base, { ...choice, night, state, reason })}>
            {n} {reason}
          </a>
        ))}
    </p>
  );
}
