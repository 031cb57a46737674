import { queueBackendFromEnv } from './backend.js';

describe('queueBackendFromEnv', () => {
  it('takes the URL of a Redis before everything else', () => {
    const env = { REDIS_URL: 'rediss://r:1', REDIS_HOST: 'other', QUEUE_DATABASE_URL: 'postgres://p' };
    expect(queueBackendFromEnv(env)).toEqual({ kind: 'redis', url: 'rediss://r:1' });
  });

  it('puts a URL together from host, port and password', () => {
    const env = { REDIS_HOST: 'redis', REDIS_PASSWORD: 'p@ss/word:', QUEUE_DATABASE_URL: 'postgres://p' };
    expect(queueBackendFromEnv(env)).toEqual({ kind: 'redis', url: 'redis://:p%40ss%2Fword%3A@redis:6379' });
    expect(queueBackendFromEnv({ REDIS_HOST: 'redis', REDIS_PORT: '7000' })).toEqual({
      kind: 'redis',
      url: 'redis://redis:7000',
    });
  });

  it('takes PostgreSQL where there is no Redis', () => {
    expect(queueBackendFromEnv({ REDIS_URL: '', QUEUE_DATABASE_URL: 'postgres://p' })).toEqual({
      kind: 'postgres',
      connectionString: 'postgres://p',
    });
  });

  it('names everything that could be set when nothing is', () => {
    expect(() => queueBackendFromEnv({})).toThrow(
      /REDIS_URL.*REDIS_HOST.*REDIS_PASSWORD.*QUEUE_DATABASE_URL/,
    );
  });
});
