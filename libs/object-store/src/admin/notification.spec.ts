import { fromConfiguration, toConfiguration } from './notification.js';

const notification = {
  id: 'rubin-sts',
  topicArn: 'arn:aws:sns:default::rubin-sts',
  events: ['s3:ObjectCreated:CompleteMultipartUpload', 's3:ObjectCreated:Put'],
  filter: { prefix: 'LSSTCam/', regex: '.*fits$' },
};

describe('a notification', () => {
  it('comes back from the SDK as it went there, whatever the order and case of what the gateway tells', () => {
    const configuration = toConfiguration(notification);
    expect(fromConfiguration(configuration)).toEqual(notification);
    const rules = [
      { Name: 'Regex' as never, Value: '.*fits$' },
      { Name: 'prefix' as const, Value: 'LSSTCam/' },
    ];
    const told = {
      Events: [...(configuration.Events ?? [])].reverse(),
      Filter: { Key: { FilterRules: rules } },
    };
    expect(fromConfiguration({ ...configuration, ...told })).toEqual(notification);
  });

  it('has no filter at all unless there is something to filter by, as an empty one is refused', () => {
    expect(toConfiguration({ ...notification, filter: {} })).not.toHaveProperty('Filter');
  });
});
