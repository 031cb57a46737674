// Keeps a page up to date without a reload: asks for it again and puts in what has changed. Without scripts the page reloads itself.
'use strict';

const EVERY_MS = 5000;
const main = document.querySelector('main[data-live]');
const stale = document.getElementById('stale');
let last = new Date();

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    // Whoever was logged out meanwhile is asked to log in.
    if (answer.redirected || answer.status === 401) return location.reload();
    if (!answer.ok) throw new Error(`The console answers ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    document.title = page.title;
    replace(main, page.querySelector('main'));
    last = new Date();
    stale.hidden = true;
  } catch {
    const since = last.toISOString().slice(11, 19);
    const text = `What you see is of ${since} UTC: the console does not answer. It is asked again every few seconds.`;
    if (stale.textContent !== text) stale.textContent = text;
    stale.hidden = false;
  }
}

/** Replaces only what differs, so that a reader's place, the focus and a screen reader's attention stay. */
function replace(old, fresh) {
  const parts = [...fresh.children];
  if (old.children.length !== parts.length) return old.replaceChildren(...parts);
  parts.forEach((part, at) => {
    if (!old.children[at].isEqualNode(part)) old.children[at].replaceWith(part);
  });
}

setInterval(refresh, EVERY_MS);
document.addEventListener('visibilitychange', refresh);
