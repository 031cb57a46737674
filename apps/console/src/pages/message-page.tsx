import { type Frame, html, Page } from './page.js';

/** A page that says something, and leads back. */
export function messagePage(
  frame: Frame,
  title: string,
  text: string,
  back?: { href: string; name: string },
): string {
  const { href, name } = back ?? { href: `${frame.base}/`, name: 'To the status' };
  return html(
    <Page frame={frame} title={title} part={null}>
      <h1>{title}</h1>
      {text.split('\n').map((line) => (
        <p key={line}>{line}</p>
      ))}
      <p>
        <a href={href}>{name}</a>
      </p>
    </Page>,
  );
}

/** A page that asks for itself again at once, now from here. */
export function reloadPage(base: string): string {
  return html(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="refresh" content="0" />
        <title>Footman</title>
        <link rel="stylesheet" href={`${base}/assets/console.css`} />
      </head>
      <body>
        <main>
          <p>One moment ...</p>
        </main>
      </body>
    </html>,
  );
}
