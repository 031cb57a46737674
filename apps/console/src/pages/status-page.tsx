import { describeStatus, type ServerText, type SiteStatus } from '@footman/operator';
import { FeedsTable } from './feeds-table.js';
import { deadLink } from './links.js';
import { Needs } from './needs.js';
import { type Frame, html, Page } from './page.js';
import { TextTableView } from './text-table-view.js';

/** Columns of the flow that have a list of files behind them. */
const LISTED = ['dead', 'corrected', 'overdue'];

/** How it stands with the site; the words are those of `footman status`. */
export function statusPage(frame: Frame, status: SiteStatus): string {
  const { at, servers, lanes, flow, feeds, needed } = describeStatus(status);
  const title =
    needed.length > 0 ? `${needed.length} ${needed.length === 1 ? 'needs' : 'need'} a person` : 'Status';
  const { base } = frame;
  return html(
    <Page frame={frame} title={title} part="" live>
      <h1>Status</h1>
      <Needs base={base} needed={needed} />
      <p class="at">
        <time datetime={new Date(status.at).toISOString()}>{at}</time>
      </p>
      <dl class="servers">
        {servers.map((server) => (
          <Server key={server.name} {...server} />
        ))}
      </dl>
      <TextTableView table={lanes} caption="What is pending" names={2} />
      <TextTableView
        table={flow}
        caption="What comes and goes, and what waits for a person"
        cell={(row, column) => {
          const state = flow.head[column] ?? '';
          const count = flow.rows[row]?.[column];
          if (!LISTED.includes(state) || typeof count !== 'number' || count === 0) return undefined;
          return (
            <a class="trouble" href={deadLink(base, { bucket: String(flow.rows[row]?.[0]), state })}>
              {count}
            </a>
          );
        }}
      />
      {feeds && <FeedsTable base={base} table={feeds} />}
    </Page>,
  );
}

function Server({ name, state, details }: ServerText) {
  return (
    <div class={state === 'AWAY' ? 'server away' : 'server'}>
      <dt>{name}</dt>
      <dd>
        <strong>{state}</strong>
        {details.map((detail) => (
          <span key={detail}> {detail}</span>
        ))}
      </dd>
    </div>
  );
}
