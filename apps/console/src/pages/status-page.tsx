import { describeStatus, NOTHING_NEEDED, type ServerText, type SiteStatus } from '@footman/operator';
import { type Frame, html, Page } from './page.js';
import { deadLink } from './links.js';
import { TextTableView } from './text-table-view.js';

/** Columns of the flow that have a list of files behind them. */
const LISTED = ['dead', 'corrected', 'overdue'];

/** How it stands with the site; the words are those of `footman status`. */
export function statusPage(frame: Frame, status: SiteStatus): string {
  const { at, servers, lanes, flow, needed } = describeStatus(status);
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
    </Page>,
  );
}

function Needs({ base, needed }: { readonly base: string; readonly needed: readonly string[] }) {
  if (needed.length === 0)
    return (
      <p class="needs well" role="status">
        {NOTHING_NEEDED}
      </p>
    );
  return (
    <div class="needs ill" role="status">
      <ul>
        {needed.map((need) => (
          <li key={need}>
            <Need base={base} need={need} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A sentence that ends with a command for a list has that list behind it here. */
function Need({ base, need }: { readonly base: string; readonly need: string }) {
  const [, said, command, bucket, state] =
    /^(.*: )(footman dead list --bucket (\S+) --state (\w+))$/.exec(need) ?? [];
  if (!bucket || !state) return <>{need}</>;
  return (
    <>
      {said}
      <a href={deadLink(base, { bucket, state })}>
        <code>{command}</code>
      </a>
    </>
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
