import { type Frame, html, Page } from './page.js';

/** Where somebody shows a token. */
export function loginPage(frame: Frame, next: string, problem: string | null): string {
  return html(
    <Page frame={frame} title="Log in" part={null}>
      <h1>Log in</h1>
      <form class="login" method="post" action={`${frame.base}/login`}>
        <input type="hidden" name="next" value={next} />
        <label for="token">Token</label>
        <input
          id="token"
          name="token"
          type="password"
          autocomplete="current-password"
          required
          autofocus
          aria-describedby={problem ? 'problem' : undefined}
        />
        {problem && (
          <p id="problem" class="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit">Log in</button>
      </form>
    </Page>,
  );
}
