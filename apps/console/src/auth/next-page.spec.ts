import { nextPage } from './next-page.js';

describe('after a log-in', () => {
  test.each([
    ['', '/dead?state=dead', '/dead?state=dead'],
    ['', 'dead', '/dead'],
    ['/footman', '/footman/dead?state=dead', '/footman/dead?state=dead'],
  ])('below %j one goes on to %s', (base, next, page) => {
    expect(nextPage(base, next)).toBe(page);
  });

  test.each([
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    '/.//elsewhere.example/',
    '/x/..//elsewhere.example/',
    'http://console.invalid//elsewhere.example/',
    'https://elsewhere.example/',
    'javascript:alert(1)',
    'http://[',
    undefined,
    ['/dead'],
  ])('nobody is sent to another site by %j', (next) => {
    expect(nextPage('', next)).toBe('/');
    expect(nextPage('/footman', next)).toBe('/footman/');
  });
});
