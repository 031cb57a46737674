import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { logSettings } from './log-settings.js';
import { createLogger } from './logger.js';
import { parseConfig } from './parse-config.js';

/** What a service and its part say at each level with these settings, as `debug` or `queue debug`. */
function said(env: NodeJS.ProcessEnv): string[] {
  const config = parseConfig(z.object(logSettings), env);
  const lines: string[] = [];
  const log = createLogger({
    name: 'ingest',
    level: config.LOG_LEVEL,
    levels: config.LOG_CONFIG,
    destination: {
      write: (line) => {
        const { level, part } = JSON.parse(line) as { level: string; part?: string };
        lines.push([part, level].filter(Boolean).join(' '));
      },
    },
  });
  for (const each of [log, log.child({ part: 'queue' }), log.child({ part: 'stack' })])
    for (const level of ['debug', 'info', 'warn'] as const) each[level]('Something happens');
  return lines;
}

describe('the levels of a log', () => {
  const ALL = ['info', 'warn', 'queue info', 'queue warn', 'stack info', 'stack warn'];

  it('are info and above for all parts', () => {
    expect(said({})).toEqual(ALL);
  });

  it.each(['warn', 'WARNING', ' warning '])('are set for all by LOG_LEVEL: %p', (level) => {
    expect(said({ LOG_LEVEL: level })).toEqual(['warn', 'queue warn', 'stack warn']);
  });

  it.each([
    ['queue=DEBUG', ['info', 'warn', 'queue debug', 'queue info', 'queue warn', 'stack info', 'stack warn']],
    ['WARNING,queue=INFO', ['warn', 'queue info', 'queue warn', 'stack warn']],
    ['queue=ERROR stack=critical', ['info', 'warn', 'stack info', 'stack warn'].slice(0, 2)],
    ['.=ERROR', ALL.slice(0, 4)],
    ['ingest=ERROR', []],
    ['reaper=ERROR, lsst.daf.butler=DEBUG', ALL],
  ])('are set for parts by LOG_CONFIG: %s', (config, lines) => {
    expect(said({ LOG_LEVEL: 'info', LOG_CONFIG: config })).toEqual(lines);
  });

  it.each([
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL: is none of trace, debug/],
    [{ LOG_CONFIG: 'queue=loud' }, /LOG_CONFIG: is no list of PART=LEVEL/],
    [{ LOG_CONFIG: 'queue:DEBUG' }, /LOG_CONFIG: is no list of PART=LEVEL/],
  ])('are refused where nobody knows them: %j', (env, problem) => {
    expect(() => said(env)).toThrow(ConfigError);
    expect(() => said(env)).toThrow(problem);
    expect(() => said(env)).not.toThrow(/loud/);
  });
});

describe('an error in the log', () => {
  const logged = (err: unknown): string => {
    const lines: string[] = [];
    createLogger({ name: 'ingest', destination: { write: (line) => void lines.push(line) } }).warn(
      { err },
      'x',
    );
    return lines.join();
  };

  it('has its sentences, its stack, its plain values and the same of its causes', () => {
    const cause = Object.assign(new TypeError('refused'), { code: 'ECONNREFUSED', port: 5432 });
    const err = JSON.parse(
      logged(Object.assign(new Error('away', { cause }), { system: 'butler', last: cause })),
    ).err;
    expect(err).toMatchObject({ type: 'Error', message: 'away: refused', system: 'butler' });
    expect(err.last).toMatchObject({ type: 'TypeError', code: 'ECONNREFUSED', port: 5432 });
    expect(err.stack).toContain('caused by: TypeError: refused');
    expect(JSON.parse(logged(new AggregateError([cause], 'all'))).err.aggregateErrors).toMatchObject([
      { port: 5432 },
    ]);
    expect(JSON.parse(logged('no error')).err).toBe('no error');
  });

  it('has none of the commands and requests that errors of others carry', () => {
    const command = { name: 'auth', args: ['hunter2'] };
    const reply = Object.assign(new Error('ERR invalid password'), { command });
    for (const error of [
      reply,
      new Error('away', { cause: reply }),
      Object.assign(new Error('x'), { last: reply }),
    ])
      expect(logged(error)).not.toContain('hunter2');
    expect(logged(new AggregateError([reply]))).not.toContain('hunter2');
  });
});
