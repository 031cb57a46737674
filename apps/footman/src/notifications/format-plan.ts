import type { Change } from '../buckets/change.js';
import { formatChanges } from '../buckets/format-changes.js';
import { placeText, type Place } from '../buckets/place.js';

/** What is to be done about a bucket's notifications, for a terminal. */
export function formatPlan(place: Place, changes: readonly Change[], colour: boolean): string {
  const verdict = changes.length === 0 ? 'as the file says' : 'differ';
  return `notifications of ${placeText(place)}: ${verdict}\n${formatChanges(changes, colour)}`;
}
