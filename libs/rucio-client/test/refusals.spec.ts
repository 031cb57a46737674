import { readFile } from 'node:fs/promises';
import { errorOfAnswer } from '../src/error-of-answer.js';

/** What Rucio 41.5.1 answered. */
interface Refusal {
  readonly about: string;
  readonly status: number;
  readonly body: string;
  readonly code: string;
  readonly transient: boolean;
}

const recorded = new URL('fixtures/refusals.json', import.meta.url);
const refusals = JSON.parse(await readFile(recorded, 'utf8')) as readonly Refusal[];

describe('a refusal', () => {
  it.each(refusals.map((each) => [each.about, each] as const))(
    'recorded as "%s" is what it says',
    (_, refusal) => {
      const { status, body, code, transient } = refusal;
      const error = errorOfAnswer('POST /replicas', { status, headers: {}, body });
      expect(error).toMatchObject({ status, code, transient });
      expect(error.message).toMatch(new RegExp(`^Rucio answered ${status} to POST /replicas: .{1,400}$`));
    },
  );

  it.each([502, 503, 504, 429])('of somebody before Rucio, with %s, is for a time', (status) => {
    const error = errorOfAnswer('GET /ping', { status, headers: {}, body: '<html>busy</html>' });
    expect(error).toMatchObject({ code: 'unavailable', transient: true });
  });

  it('whose body was cut is known by its header', () => {
    const headers = { exceptionclass: 'AccessDenied', exceptionmessage: 'Account plain can not' };
    const error = errorOfAnswer('POST /rules/', { status: 401, headers, body: '{"ExceptionClass": "Acc' });
    expect(error).toMatchObject({ code: 'permission', exceptionClass: 'AccessDenied' });
  });

  it('because of a value that is too long stays one', () => {
    const body = JSON.stringify({
      ExceptionClass: 'DatabaseException',
      ExceptionMessage: 'value too long for type',
    });
    expect(errorOfAnswer('POST /replicas', { status: 500, headers: {}, body })).toMatchObject({
      transient: false,
    });
  });

  it('with the name of something that every object has is a refusal', () => {
    const body = JSON.stringify({ ExceptionClass: 'constructor', ExceptionMessage: '' });
    expect(errorOfAnswer('GET /', { status: 500, headers: {}, body })).toMatchObject({ code: 'refused' });
  });
});
