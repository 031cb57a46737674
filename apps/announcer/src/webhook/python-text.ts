/** A text as Python's `repr` shows it, but that what isn't ASCII is shown as it is. */
export function pythonText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return quote + escaped.replace(/[\n\r\t]/g, (each) => JSON.stringify(each).slice(1, -1)) + quote;
}

/** A text as Python's `json.dumps` writes it: all that isn't ASCII by its number. */
export function pythonJson(text: string): string {
  return JSON.stringify(text).replace(
    /[^\0-~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
