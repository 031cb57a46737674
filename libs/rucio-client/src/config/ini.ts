/** A file's sections, and their options by names in lower case. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

const SECTION = /^\[([^\]]+)\]/;
const OPTION = /^(.*?)\s*[=:]\s*(.*)$/;

/**
 * Reads a file as Python's ConfigParser does, which the official client reads its own with. Packages for such files cut values at a
 * semicolon, which a password may have, or know no colon after a name.
 *
 * @throws Error that names a line, and has nothing of what is in it.
 */
export function parseIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let last: string | undefined;
  for (const [number, whole] of text.split(/\r?\n/).entries()) {
    const line = whole.trim();
    if (/^[#;]/.test(line) || line === '') continue;
    const [, name] = SECTION.exec(line) ?? [];
    const [, option, value = ''] = OPTION.exec(line) ?? [];
    if (/^\s/.test(whole) && section && last !== undefined) {
      section.set(last, `${section.get(last)}\n${unescaped(line)}`);
    } else if (name !== undefined) {
      section = sections.get(name) ?? new Map<string, string>();
      sections.set(name, section);
      last = undefined;
    } else if (section && option) {
      last = option.toLowerCase();
      section.set(last, unescaped(value));
    } else {
      throw new Error(`line ${number + 1} is neither [SECTION] nor OPTION = VALUE in a section`);
    }
  }
  return sections;
}

/** A percent sign is written twice. */
function unescaped(value: string): string {
  return value.replaceAll('%%', '%');
}
