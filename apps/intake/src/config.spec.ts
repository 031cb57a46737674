import { ConfigError, parseConfig } from '@footman/service';
import { intakeConfig } from './config.js';

function parse(env: NodeJS.ProcessEnv) {
  return parseConfig(intakeConfig, { NOTIFICATION_SECRET: 's', ...env });
}

describe("the intake's settings", () => {
  it('need nothing but a secret', () => {
    const { DATASET_REGEXP, ...others } = parse({});
    expect(others).toMatchObject({ PROFILE: '', HOST: '0.0.0.0', PORT: 8080, LOG_LEVEL: 'info' });
    expect(DATASET_REGEXP.source).toBe('fits$');
    expect(() => parse({ NOTIFICATION_SECRET: undefined })).toThrow(/NOTIFICATION_SECRET: is not set/);
  });

  it('take several secrets, which do not print', () => {
    const config = parse({ NOTIFICATION_SECRET: ' old , new,' });
    expect(config.NOTIFICATION_SECRET?.map((secret) => secret.reveal())).toEqual(['old', 'new']);
    expect(JSON.stringify(config)).not.toContain('old');
    expect(() => parse({ NOTIFICATION_SECRET: ' , ' })).toThrow(/NOTIFICATION_SECRET: names no secret/);
  });

  it('need no secret where notices come by Kafka, but all that it takes to read them there', () => {
    const env = { NOTIFICATION_SECRET: undefined, KAFKA_CLUSTER: ' broker:9092,[::1]:9093 ' };
    expect(parse({ ...env, KAFKA_TOPIC: 'raws' })).toMatchObject({
      KAFKA_CLUSTER: ['broker:9092', '[::1]:9093'],
      KAFKA_GROUP_ID: 'embargo-butler-enqueue',
      KAFKA_OFFSET_RESET: 'earliest',
      KAFKA_SECURITY_PROTOCOL: 'PLAINTEXT',
    });
    expect(() => parse(env)).toThrow(/KAFKA_TOPIC: is not set/);
    const login = { ...env, KAFKA_TOPIC: 'raws', KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', PORT: 'http' };
    expect(() => parse(login)).toThrow(
      /PORT: .*\n.*KAFKA_SASL_USERNAME: is not set\n.*KAFKA_SASL_PASSWORD: is not set$/,
    );
    expect(() => parse({ ...env, KAFKA_TOPIC: 'raws', KAFKA_CLIENT_CERT_PATH: 'a' })).toThrow(
      /KAFKA_CLIENT_KEY_PATH/,
    );
    expect(() => parse({ KAFKA_CLUSTER: 'https://broker' })).toThrow(
      /KAFKA_CLUSTER: .*host:port\n.*KAFKA_TOPIC/s,
    );
  });

  it('report an expression that is none together with all else, without values', () => {
    const read = () => parse({ DATASET_REGEXP: 'fits$(', PORT: 'http', LOG_LEVEL: 'loud', BODY_LIMIT: '1' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(
      /DATASET_REGEXP: is not a regular expression\n.*PORT: .*\n.*LOG_LEVEL: .*\n.*BODY_LIMIT: /,
    );
    expect(read).not.toThrow(/fits|http|loud/);
  });
});
