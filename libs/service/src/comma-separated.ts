/** The parts of a setting that lists several, without blanks around them; empty ones don't count. */
export function commaSeparated(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}
