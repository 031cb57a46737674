import { NOTHING_NEEDED } from '@footman/operator';
import { deadLink, refusedLink } from './links.js';

interface NeedsProps {
  readonly base: string;
  /** A sentence each. */
  readonly needed: readonly string[];
}

/** What a person has to do. */
export function Needs({ base, needed }: NeedsProps) {
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
  const [, said, command] = /^(.*: )(footman .*)$/.exec(need) ?? [];
  const href = command && linkFor(base, command);
  if (!href) return <>{need}</>;
  return (
    <>
      {said}
      <a href={href}>
        <code>{command}</code>
      </a>
    </>
  );
}

function linkFor(base: string, command: string): string | null {
  const [, bucket, state] = /^footman dead list --bucket (\S+) --state (\w+)$/.exec(command) ?? [];
  if (bucket && state) return deadLink(base, { bucket, state });
  const [, feed] = /^footman feeds refused (\S+)$/.exec(command) ?? [];
  return feed ? refusedLink(base, { feed }) : null;
}
