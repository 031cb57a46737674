import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import type { Identity } from '../auth/identity.js';

/** What every page shows besides its own. */
export interface Frame {
  /** What is before all paths. */
  readonly base: string;
  /** Null before a log-in. */
  readonly identity: Identity | null;
  /** Goes into every form. */
  readonly csrf: string;
}

/** The parts of the console, in the order of the navigation. */
const PARTS = [
  ['', 'Status'],
  ['dead', 'Dead'],
  ['feeds', 'Feeds'],
  ['queues/', 'Queues'],
] as const;

/** One of them, by its path. */
export type Part = (typeof PARTS)[number][0];

interface PageProps {
  readonly frame: Frame;
  readonly title: string;
  /** Null for pages that belong to none. */
  readonly part: Part | null;
  /** Whether it refreshes by itself. */
  readonly live?: boolean;
  readonly children: ComponentChildren;
}

/** Seconds between refreshes where scripts don't run. */
const REFRESH_SECONDS = 10;

/** A page of the console: navigation, what it is about, who looks at it. */
export function Page({ frame, title, part, live = false, children }: PageProps) {
  const { base } = frame;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} - Footman`}</title>
        <link rel="icon" href={`${base}/assets/icon.svg`} />
        <link rel="stylesheet" href={`${base}/assets/console.css`} />
        {live && (
          <noscript>
            <meta http-equiv="refresh" content={String(REFRESH_SECONDS)} />
          </noscript>
        )}
        {live && <script defer src={`${base}/assets/console.js`} />}
      </head>
      <body>
        <a class="skip" href="#main">
          To the content
        </a>
        <header>
          <a class="brand" href={`${base}/`}>
            Footman
          </a>
          {frame.identity && (
            <nav aria-label="Console">
              {PARTS.map(([path, name]) => (
                <a key={path} href={`${base}/${path}`} aria-current={path === part ? 'page' : undefined}>
                  {name}
                </a>
              ))}
            </nav>
          )}
          {frame.identity && <Visitor {...frame} identity={frame.identity} />}
        </header>
        <p id="stale" role="alert" hidden />
        <main id="main" data-live={live ? '' : undefined}>
          {children}
        </main>
      </body>
    </html>
  );
}

function Visitor({ base, csrf, identity: { who, role, by } }: Frame & { readonly identity: Identity }) {
  return (
    <div class="visitor">
      <span>
        {who} <small>{role === 'operator' ? 'may change things' : 'may look'}</small>
      </span>
      {by === 'session' && (
        <form method="post" action={`${base}/logout`}>
          <CsrfField csrf={csrf} />
          <button type="submit" class="quiet">
            Log out
          </button>
        </form>
      )}
    </div>
  );
}

/** What shows that a form is of one of our own pages. */
export function CsrfField({ csrf }: Pick<Frame, 'csrf'>) {
  return <input type="hidden" name="_csrf" value={csrf} />;
}

/** A page as a browser takes it. */
export function html(page: Parameters<typeof render>[0]): string {
  return `<!doctype html>\n${render(page)}`;
}
