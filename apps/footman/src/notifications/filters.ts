import type { Notification, NotificationFilter } from '@footman/object-store/admin';

/** Whether an object may be told of by both: both their events and their filters can fit. Of expressions it is assumed. */
export function overlap(one: Omit<Notification, 'topicArn'>, other: Omit<Notification, 'topicArn'>): boolean {
  const either = (a: string, b: string, fits: (whole: string, part: string) => boolean) =>
    fits(a, b) || fits(b, a);
  const { filter: f } = one;
  const { filter: g } = other;
  return (
    one.events.some((a) => other.events.some((b) => either(a, b, covers))) &&
    either(f.prefix ?? '', g.prefix ?? '', (whole, part) => whole.startsWith(part)) &&
    either(f.suffix ?? '', g.suffix ?? '', (whole, part) => whole.endsWith(part))
  );
}

/** A key that passes a filter and begins as `beginning` does; null if there is none. */
export function passingKey(
  { prefix = '', suffix = '', regex }: NotificationFilter,
  beginning: string,
): string | null {
  const key = beginning + suffix;
  if (!key.startsWith(prefix)) return null;
  return regex === undefined || new RegExp(`^(?:${regex})$`).test(key) ? key : null;
}

function covers(event: string, other: string): boolean {
  return event.endsWith('*') ? other.startsWith(event.slice(0, -1)) : event === other;
}
