/** Outside of strings, Python writes and reads these three. */
const STRINGS_AND_CONSTANTS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g;

/** No text of a header begins like this. */
const MARK = '\u0000python:';

/**
 * Parses JSON as Python does, which has NaN and Infinity besides.
 *
 * @throws SyntaxError
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const marked = text.replace(STRINGS_AND_CONSTANTS, (token) =>
      token.startsWith('"') ? token : JSON.stringify(MARK + token),
    );
    if (marked === text) throw error;
    return JSON.parse(marked, (_, value: unknown) =>
      typeof value === 'string' && value.startsWith(MARK) ? Number(value.slice(MARK.length)) : value,
    );
  }
}
