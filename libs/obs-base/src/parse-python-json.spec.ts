import { parsePythonJson } from './parse-python-json.js';

describe("Python's JSON", () => {
  it('has NaN and infinities where JSON has none', () => {
    expect(parsePythonJson('{"A": NaN, "B": [Infinity, -Infinity], "C": 1}')).toEqual({
      A: NaN,
      B: [Infinity, -Infinity],
      C: 1,
    });
  });

  it('has the same words in strings, where they are only words', () => {
    const text = '{"OBJECT": "NaN \\" Infinity", "EL": NaN}';
    expect(parsePythonJson(text)).toEqual({ OBJECT: 'NaN " Infinity', EL: NaN });
  });

  it('is refused where even Python would', () => {
    expect(() => parsePythonJson('{"A": nan}')).toThrow(SyntaxError);
  });
});
