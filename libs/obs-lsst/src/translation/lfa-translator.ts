import type { HeaderValue } from '@footman/fits';
import { HeaderGapError, asText } from './header-reader.js';
import { RubinTranslator } from './rubin-translator.js';

/**
 * What the headers of the small instruments have in common whose files go to the Large File Annex: one detector, no filter.
 * Source: obs_fiberspectrograph and obs_rubinGenericCamera, translator.py.
 */
export abstract class LfaTranslator extends RubinTranslator {
  override detectorNum(): number {
    return 0;
  }

  override observationId(): string {
    return this.header.label('OBSID');
  }

  /** There is none; a FILTER that isn't text keeps the reference from telling whose header it is, and so it does here. */
  override physicalFilter(): string {
    if (this.header.has('FILTER')) this.header.text('FILTER');
    return 'empty';
  }

  override scienceProgram(): string {
    return textOr(this.header.value('PROGRAM'), 'unknown');
  }

  override exposureTime(): number {
    return this.header.quantity('EXPTIME');
  }

  override exposureTimeRequested(): number {
    // The reference stumbles over this keyword; a file that it refuses isn't ingested here either.
    if (this.header.contains('DARKTIME')) throw new HeaderGapError('DARKTIME makes no dark time');
    return this.exposureTime();
  }

  override darkTime(): number {
    return this.exposureTime();
  }
}

/** A value as text, with something in its place where it is absent or no number. */
export function textOr(value: HeaderValue, fallback: string): string {
  return value === null || Number.isNaN(value) ? fallback : asText(value);
}
