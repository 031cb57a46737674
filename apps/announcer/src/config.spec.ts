import { parseConfig } from '@footman/service';
import { announcerConfig } from './config.js';

const parse = (env: NodeJS.ProcessEnv) => parseConfig(announcerConfig, env);
const KEY = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe("the announcer's settings", () => {
  it('need nothing but somebody to tell', () => {
    expect(parse({ LATE_WEBHOOK_URI: 'https://example.org/late' })).toMatchObject({
      WEBHOOK_TIMEOUT_MS: 5000,
      WEBHOOK_WINDOW_MS: 1000,
      WEBHOOK_MAX_AGE: 86_400,
      PORT: 8084,
    });
    expect(() => parse({})).toThrow(/WEBHOOK_URI: is not set, nor is any of/);
  });

  it('need brokers for a topic, and all that it takes to reach them', () => {
    expect(() => parse({ INGESTED_TOPIC: 'ingested' })).toThrow(/KAFKA_CLUSTER: is not set/);
    const login = { KAFKA_CLUSTER: 'broker:9092', KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', PORT: 'http' };
    expect(() => parse({ LATE_TOPIC: 'late', ...login })).toThrow(
      /PORT: .*\n.*KAFKA_SASL_USERNAME: is not set\n.*KAFKA_SASL_PASSWORD: is not set$/,
    );
    // The intake's, where all have the same environment.
    expect(parse({ WEBHOOK_URI: 'http://a', ...login, PORT: '1' }).PORT).toBe(1);
  });

  it('take several keys, with or without their prefix, which do not print', () => {
    const config = parse({ WEBHOOK_URI: 'http://a', WEBHOOK_KEY: `${KEY}, whsec_${KEY}` });
    expect(config.WEBHOOK_KEY?.map((key) => key.reveal())).toEqual([KEY, `whsec_${KEY}`]);
    expect(JSON.stringify(config)).not.toContain(KEY);
  });

  it.each(['guess', 'not base64 but long enough to be', Buffer.alloc(23).toString('base64'), ' , '])(
    'refuse %p as a key',
    (key) => {
      expect(() => parse({ WEBHOOK_URI: 'http://a', WEBHOOK_KEY: key })).toThrow(/WEBHOOK_KEY: /);
    },
  );
});
