import { ConfigError, parseConfig } from '@footman/service';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { clientOptions } from './client-options.js';
import { kafkaConnection } from './kafka-connection.js';
import { kafkaFields, missingKafkaSettings } from './kafka-fields.js';

const parse = (env: NodeJS.ProcessEnv) => parseConfig(z.object(kafkaFields), env);

/** What a client is told for these settings. */
function optionsOf(env: NodeJS.ProcessEnv): unknown {
  const connection = kafkaConnection(parse(env));
  return connection && clientOptions(connection);
}

describe('how the brokers are reached', () => {
  const KAFKA_CLUSTER = ' broker:9092,[::1]:9093 ';
  const bootstrapBrokers = ['broker:9092', '[::1]:9093'];

  it('is said by nothing but their names, or there is no Kafka', () => {
    expect(optionsOf({ KAFKA_CLUSTER })).toEqual({ bootstrapBrokers });
    expect(optionsOf({})).toBeUndefined();
  });

  it('may be a login, whose password does not print', () => {
    const env = {
      KAFKA_CLUSTER,
      KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_SASL_USERNAME: 'footman',
      KAFKA_SASL_PASSWORD: 'hunter2',
    };
    const sasl = { mechanism: 'SCRAM-SHA-512', username: 'footman', password: 'hunter2' };
    expect(optionsOf(env)).toEqual({ bootstrapBrokers, tls: {}, tlsServerName: true, sasl });
    expect(optionsOf({ ...env, KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT' })).toEqual({
      bootstrapBrokers,
      sasl,
    });
    expect(JSON.stringify(parse(env))).not.toContain('hunter2');
  });

  it('may take files, which are read at once', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'footman-kafka-'));
    const file = async (name: string) => {
      await writeFile(join(directory, name), `${name} in PEM`);
      return join(directory, name);
    };
    const env = {
      KAFKA_CLUSTER,
      KAFKA_SECURITY_PROTOCOL: 'SSL',
      KAFKA_CLUSTER_CA_PATH: await file('ca'),
      KAFKA_CLIENT_CERT_PATH: await file('cert'),
      KAFKA_CLIENT_KEY_PATH: await file('key'),
    };
    const tls = { ca: 'ca in PEM', cert: 'cert in PEM', key: 'key in PEM' };
    expect(optionsOf(env)).toEqual({ bootstrapBrokers, tls, tlsServerName: true });
    await rm(directory, { recursive: true });
    expect(() => optionsOf(env)).toThrow(/ENOENT/);
  });

  it('needs both parts of a login and of a certificate', () => {
    const missing = (env: NodeJS.ProcessEnv) => missingKafkaSettings(parse(env));
    const login = { KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_SASL_USERNAME: 'footman' };
    expect(missing({ KAFKA_CLUSTER, ...login })).toEqual(['KAFKA_SASL_PASSWORD']);
    expect(missing({ KAFKA_CLUSTER, KAFKA_CLIENT_CERT_PATH: 'a' })).toEqual(['KAFKA_CLIENT_KEY_PATH']);
    expect(missing({ KAFKA_CLUSTER, KAFKA_CLIENT_KEY_PATH: 'a' })).toEqual(['KAFKA_CLIENT_CERT_PATH']);
    expect(missing(login)).toEqual([]);
  });

  it.each([
    ['https://broker', /KAFKA_CLUSTER: has a broker that is not host:port/],
    [' , ', /KAFKA_CLUSTER: names no broker/],
  ])('is refused where it is %p', (cluster, problem) => {
    expect(() => parse({ KAFKA_CLUSTER: cluster })).toThrow(ConfigError);
    expect(() => parse({ KAFKA_CLUSTER: cluster })).toThrow(problem);
  });
});
