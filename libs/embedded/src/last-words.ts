/** The end of a program's output, for a message that says why it failed. */
export function lastWords(text: string): string {
  return `It said: ${text.trim().split('\n').slice(-5).join(' | ')}`;
}
