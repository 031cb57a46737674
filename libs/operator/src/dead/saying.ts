/** A message without its reason, which is said beside it. */
export function saying(reason: string | null, message: string | null): string {
  const prefix = `${reason}: `;
  return message?.startsWith(prefix) ? message.slice(prefix.length) : (message ?? '');
}
