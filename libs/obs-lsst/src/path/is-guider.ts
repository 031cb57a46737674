/** Whether a key, a path or a file's name is a guider's: it says so, and Rubin's own services go by the same letters. */
export function isGuider(key: string): boolean {
  return key.includes('_guider');
}
