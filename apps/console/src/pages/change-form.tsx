import { CsrfField, type Frame } from './page.js';

interface ChangeFormProps {
  readonly frame: Frame;
  /** What is changed. */
  readonly fields: Readonly<Record<string, string | number | undefined>>;
  readonly again: Way;
  readonly forget: Way;
}

/** What an operator can do. */
interface Way {
  /** Where it is done, behind the base. */
  readonly path: string;
  readonly label: string;
}

/** Lets an operator have something done again, or give it up for good; others don't see it. */
export function ChangeForm({ frame, fields, again, forget }: ChangeFormProps) {
  if (frame.identity?.role !== 'operator') return null;
  return (
    <form class="change" method="post" action={`${frame.base}/${again.path}`}>
      <CsrfField csrf={frame.csrf} />
      {Object.entries(fields).map(([name, value]) =>
        value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
      )}
      <label>
        Why (for the ledger)
        <input name="why" maxlength={1000} />
      </label>
      <button type="submit">{again.label}</button>
      <button type="submit" class="danger" formaction={`${frame.base}/${forget.path}`}>
        {forget.label}
      </button>
    </form>
  );
}
