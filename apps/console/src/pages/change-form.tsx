import type { Unfinished } from '@footman/operator';
import type { DeadChoice } from '../dead/dead-choice.js';
import { CsrfField, type Frame } from './page.js';

interface ChangeFormProps {
  readonly frame: Frame;
  readonly choice: DeadChoice & { readonly state: Unfinished; readonly bucket: string };
  /** What is changed, in words. */
  readonly what: string;
}

/** Lets an operator replay files or leave them out for good; others don't see it. */
export function ChangeForm({ frame, choice, what }: ChangeFormProps) {
  if (frame.identity?.role !== 'operator') return null;
  return (
    <form class="change" method="post" action={`${frame.base}/dead/replay`}>
      <CsrfField csrf={frame.csrf} />
      {Object.entries(choice).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
      <label>
        Why (for the ledger)
        <input name="why" maxlength={1000} />
      </label>
      <button type="submit">Replay {what}</button>
      <button type="submit" class="danger" formaction={`${frame.base}/dead/forget`}>
        Forget {what}, for good
      </button>
    </form>
  );
}
