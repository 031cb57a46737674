import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { parseConfig } from './parse-config.js';
import { Secret, secret } from './secret.js';

const schema = z.object({
  TOKEN: secret(),
  PORT: z.coerce.number().int().max(65535).default(8080),
  LEVEL: z.enum(['info', 'debug']).default('info'),
  PATTERN: z
    .string()
    .default('a')
    .transform((source) => new RegExp(source, 'g')),
  NAMES: z
    .string()
    .default('a,b')
    .transform((text) => ({ list: text.split(',') })),
  PICKY: z
    .string()
    .optional()
    .superRefine((value, context) => {
      if (value) context.addIssue({ code: 'custom', message: `does not like ${value}` });
    }),
});

/** The error that these settings give. */
function refusal(env: NodeJS.ProcessEnv): ConfigError {
  try {
    parseConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('The settings were accepted');
}

describe('parseConfig', () => {
  it('gives the output of the schema, defaults included', () => {
    const config = parseConfig(schema, { TOKEN: 't', PORT: '0', OTHER: 'ignored' });
    expect(config).toMatchObject({ PORT: 0, LEVEL: 'info', NAMES: { list: ['a', 'b'] } });
    expect(config.TOKEN).toBeInstanceOf(Secret);
  });

  it('takes a blank variable for one that is not set', () => {
    expect(parseConfig(schema, { TOKEN: 't', PORT: '', LEVEL: ' ' })).toMatchObject({
      PORT: 8080,
      LEVEL: 'info',
    });
    expect(refusal({ TOKEN: '' }).problems).toEqual([{ variable: 'TOKEN', rule: 'is not set' }]);
  });

  it('reports all problems at once, by variable and rule', () => {
    const { message, problems, code } = refusal({ PORT: 'eighty', LEVEL: 'loud' });
    expect(problems.map(({ variable }) => variable)).toEqual(['TOKEN', 'PORT', 'LEVEL']);
    expect(message.split('\n')).toHaveLength(4);
    expect(message).toMatch(/TOKEN: is not set\n.*PORT: .*number.*\n.*LEVEL: .*"info"\|"debug"/);
    expect(code).toBe('config.invalid');
  });

  it('never shows a value, not even when a rule would', () => {
    const { message } = refusal({ TOKEN: 't', PORT: '70000', LEVEL: 'loud', PICKY: 'confidential' });
    expect(message).not.toMatch(/70000|loud|confidential/);
    expect(message).toContain('PICKY: is invalid (custom)');
  });

  it('freezes the result all the way down, but lets regular expressions work', () => {
    const config = parseConfig(schema, { TOKEN: 't' });
    expect(() => Object.assign(config, { PORT: 1 })).toThrow(TypeError);
    expect(() => config.NAMES.list.push('c')).toThrow(TypeError);
    expect(config.PATTERN.test('a')).toBe(true);
  });
});
