import type { Unfinished } from '@footman/operator';
import type { DeadChoice } from '../dead/dead-choice.js';
import { ChangeForm } from './change-form.js';
import type { Frame } from './page.js';

interface DeadChangeFormProps {
  readonly frame: Frame;
  readonly choice: DeadChoice & { readonly state: Unfinished; readonly bucket: string };
  /** What is changed, in words. */
  readonly what: string;
}

/** Lets an operator replay files or leave them out for good. */
export function DeadChangeForm({ frame, choice, what }: DeadChangeFormProps) {
  return (
    <ChangeForm
      frame={frame}
      fields={choice}
      again={{ path: 'dead/replay', label: `Replay ${what}` }}
      forget={{ path: 'dead/forget', label: `Forget ${what}, for good` }}
    />
  );
}
