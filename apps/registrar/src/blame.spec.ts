import { Blame } from './blame.js';

describe('the blame', () => {
  it('is the file’s when others get by meanwhile', () => {
    const blame = new Blame(2);
    blame.acquit('earlier');
    blame.suspect('a');
    blame.acquit('b');
    expect(blame.isFiles('a')).toBe(false);
    blame.suspect('a');
    expect(blame.isFiles('a')).toBe(true);
  });

  it('is the site’s as long as nobody gets by, however often that is', () => {
    const blame = new Blame(1);
    blame.acquit('earlier');
    for (let i = 0; i < 10; i++) blame.suspect('a', 'b');
    expect([blame.isFiles('a'), blame.isFiles('b')]).toEqual([false, false]);
  });

  it('is nobody’s who got by', () => {
    const blame = new Blame(1);
    blame.suspect('a');
    blame.acquit('a', 'b');
    expect(blame.isFiles('a')).toBe(false);
    blame.suspect('a');
    expect(blame.isFiles('a')).toBe(false);
  });
});
