import {
  describeRefused,
  firstPlace,
  knownFeed,
  type RefusedFilter,
  type RefusedList,
  utc,
} from '@footman/operator';
import { ChangeForm } from './change-form.js';
import { refusedLink, storyLink } from './links.js';
import { type Frame, html, Page } from './page.js';
import { TextTableView } from './text-table-view.js';

/** So many reasons have a link; some have a word in them that differs each time. */
const REASONS = 10;

/** Messages that the consumer of a feed refused, the latest first; all counted by reason. */
export function refusedPage(frame: Frame, choice: RefusedFilter, list: RefusedList): string {
  const { base } = frame;
  const { messages, counts, total, files } = list;
  const { feed, reason } = choice;
  const now = Date.now();
  const { what } = knownFeed(feed);
  const them = total === 1 ? 'this message' : `all ${total}`;
  const table = describeRefused(messages, now);
  return html(
    <Page frame={frame} title={`Refused: ${feed}`} part="feeds">
      <h1>Refused: {feed}</h1>
      <p class="at">
        <time datetime={new Date(now).toISOString()}>{utc(now).slice(0, 19)} UTC</time>
      </p>
      <p>
        {total} refused, with {files} {files === 1 ? 'file' : 'files'}
        {what ? `: ${what}` : ''}.
      </p>
      <Reasons base={base} feed={feed} counts={counts} chosen={reason} />
      {total === 0 ? (
        <p class="needs well">Nothing {reason === undefined ? '' : 'like that '}was refused.</p>
      ) : (
        <TextTableView
          caption={total > messages.length ? `The latest ${messages.length} of ${total}` : `${total} in all`}
          names={0}
          table={table}
          cell={(row, column) => {
            const message = messages[row];
            const place = column === 3 && message ? firstPlace(message) : null;
            if (!place) return undefined;
            const { bucket, key } = place;
            return (
              <a class="file" href={storyLink(base, bucket, key)}>
                {bucket}/{key}
              </a>
            );
          }}
        />
      )}
      {total > messages.length && (
        <p>
          and {total - messages.length} older: <code>footman feeds refused {feed} --limit</code>
        </p>
      )}
      {total > 0 && (
        <ChangeForm
          frame={frame}
          fields={{ feed, reason }}
          again={{ path: 'feeds/retry', label: `Send ${them} again` }}
          forget={{ path: 'feeds/forget', label: `Forget ${them}, for good` }}
        />
      )}
    </Page>,
  );
}

interface ReasonsProps {
  readonly base: string;
  readonly feed: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly chosen: string | undefined;
}

/** How many there are of each reason, which leads to its own; and the way back to all. */
function Reasons({ base, feed, counts, chosen }: ReasonsProps) {
  const by = Object.entries(counts).sort(([, a], [, b]) => b - a);
  if (chosen !== undefined)
    return (
      <p>
        Only with the reason <strong>{chosen}</strong>; <a href={refusedLink(base, { feed })}>all reasons</a>
      </p>
    );
  if (by.length < 2) return null;
  return (
    <ul>
      {by.slice(0, REASONS).map(([reason, n]) => (
        <li key={reason}>
          <a href={refusedLink(base, { feed, reason })}>
            {n} {reason}
          </a>
        </li>
      ))}
      {by.length > REASONS && <li>and {by.length - REASONS} other reasons</li>}
    </ul>
  );
}
