import type { NotificationFilter } from '@footman/object-store/admin';
import { overlap, passingKey } from './filters.js';
import { nextName } from './next-name.js';

function notification(event: string, filter: NotificationFilter = {}) {
  return { id: 'x', events: [`s3:ObjectCreated:${event}`], filter };
}

describe('overlap', () => {
  it.each([
    [notification('*'), notification('Put'), true],
    [notification('Post'), notification('Put'), false],
    [notification('*', { prefix: 'LSSTCam/' }), notification('*'), true],
    [notification('*', { prefix: 'LSSTCam/' }), notification('*', { prefix: 'LATISS/' }), false],
    [notification('*', { prefix: 'LSSTCam/' }), notification('*', { suffix: '.json' }), true],
    [notification('*', { suffix: '.fits' }), notification('*', { suffix: '.json' }), false],
    [notification('*', { suffix: '.fits' }), notification('*', { suffix: 's' }), true],
  ])('of %j and %j is %p', (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
    expect(overlap(other, one)).toBe(expected);
  });
});

describe('passingKey', () => {
  it.each([
    [{}, 'footman-canary/1'],
    [{ suffix: '.fits' }, 'footman-canary/1.fits'],
    [{ prefix: 'footman' }, 'footman-canary/1'],
    [{ prefix: 'LSSTCam/' }, null],
    [{ regex: '[^/]*/[0-9]*' }, 'footman-canary/1'],
    [{ regex: '.*fits' }, null],
  ])('for %j is %j', (filter, key) => {
    expect(passingKey(filter, 'footman-canary/1')).toBe(key);
  });
});

describe('nextName', () => {
  it.each([
    ['rubin-summit-notification-8', 'rubin-summit-notification-9'],
    ['rubin-ingest-embargo-new-3', 'rubin-ingest-embargo-new-5'],
    ['rubin-sts', 'rubin-sts-2'],
    ['pp-dev-microservice-202509', 'pp-dev-microservice-202509-2'],
  ])('after %s is %s', (name, expected) => {
    expect(nextName(name, new Set(['rubin-ingest-embargo-new-4']))).toBe(expected);
  });
});
