export type { Header, HeaderValue } from './header.js';
