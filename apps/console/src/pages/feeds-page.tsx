import { describeFeeds, type FeedsStatus, utc } from '@footman/operator';
import { FeedsTable } from './feeds-table.js';
import { Needs } from './needs.js';
import { type Frame, html, Page } from './page.js';

/** Who is told of files by queues of their own; the words are those of `footman feeds`. */
export function feedsPage(frame: Frame, { at, feeds, needed }: FeedsStatus): string {
  const { base } = frame;
  return html(
    <Page frame={frame} title="Feeds" part="feeds" live>
      <h1>Feeds</h1>
      <Needs base={base} needed={needed} />
      <p class="at">
        <time datetime={new Date(at).toISOString()}>{utc(at).slice(0, 19)} UTC</time>
      </p>
      <FeedsTable base={base} table={describeFeeds(feeds, at)} />
      <p>
        Each feed is a queue of its own, so that one who is away holds up nobody. A message has up to a
        thousand files or steps of files. What its consumer refused is kept for 7 days.
      </p>
    </Page>,
  );
}
