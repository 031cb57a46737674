import { inspect } from 'node:util';
import { createLogger } from './logger.js';
import { Secret, secret } from './secret.js';

describe('Secret', () => {
  const wrapped = new Secret('hunter2');

  it.each([
    ['a template', () => `${wrapped}`],
    ['JSON', () => JSON.stringify({ wrapped })],
    ['inspect', () => inspect({ wrapped }, { showHidden: true, depth: 9 })],
    ['a list of its fields', () => JSON.stringify(Object.entries(wrapped)) + '[redacted]'],
    [
      'a log line',
      () => {
        let line = '';
        createLogger({ name: 'x', destination: { write: (text) => void (line += text) } }).info({ wrapped });
        return line;
      },
    ],
  ])('does not show in %s', (_, print) => {
    expect(print()).toContain('[redacted]');
    expect(print()).not.toContain('hunter2');
  });

  it('reveals itself when asked', () => {
    expect(wrapped.reveal()).toBe('hunter2');
  });

  it('comes out of a schema, which refuses an empty one', () => {
    expect(secret().parse('hunter2').reveal()).toBe('hunter2');
    expect(secret().safeParse('').success).toBe(false);
  });
});
