import { parseTopic, topicAttributes } from './topic.js';

/** As Ceph 16.2.15 tells it, unescaped. */
function told(args: string, address: string, opaqueData = ''): Record<string, string> {
  const endpoint = { EndpointAddress: address, EndpointArgs: args, EndpointTopic: 't', Persistent: 'true' };
  return { User: '', Name: 't', EndPoint: JSON.stringify(endpoint), OpaqueData: opaqueData };
}

describe('parseTopic', () => {
  it('reads back what a topic was made of', () => {
    const topic = {
      name: 't',
      endpoint: 'kafka://172.24.10.54:9094',
      opaqueData: '',
      persistent: true,
      others: { max_retries: '3', retry_sleep_duration: '10', time_to_live: '60' },
    };
    const args = Object.entries(topicAttributes(topic)).sort();
    const query = args.map(([key, value]) => `${key}=${value}`).join('&');
    expect(parseTopic('t', told(query, topic.endpoint))).toEqual(topic);
  });

  it('is not led astray by what stands in a secret or an address', () => {
    const opaqueData = 'a&persistent=true&b=<"';
    const address = 'http://10.0.0.1/notify?token=x&time_to_live=5';
    const query = `OpaqueData=${opaqueData}&Version=2010-03-31&persistent=false&push-endpoint=${address}`;
    expect(parseTopic('t', told(query, address, opaqueData))).toEqual({
      name: 't',
      endpoint: address,
      opaqueData,
      persistent: false,
      others: {},
    });
  });

  it('reads a topic that leads nowhere', () => {
    expect(parseTopic('t', told('', ''))).toMatchObject({ endpoint: '', persistent: false, others: {} });
  });
});
