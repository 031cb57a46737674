import { refusedPage } from './refused-page.js';

const frame = { base: '/', identity: null, csrf: '' };
const message = { id: '1', at: 1_700_000_000_000, reason: 'gone', items: [{ bucket: 'raw', key: 'a.fits' }] };

/** The page of this many messages, of which one is listed. */
const page = (total: number) =>
  refusedPage(
    frame,
    { feed: 'webhook' },
    { messages: [message], counts: { gone: total }, total, files: total },
  );

describe('the page of refused messages', () => {
  it('says how many there are that it doesn’t list, and which command does', () => {
    expect(page(203)).toContain('and 202 older: <code>footman feeds refused webhook --limit</code>');
  });

  it('says nothing of the kind when it lists them all', () => {
    expect(page(1)).not.toContain('older');
  });
});
