import type { FastifyHelmetOptions } from '@fastify/helmet';

const OURS = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'"],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** What our own pages may do: nothing but what comes from here, and nothing in line. */
export const SECURITY_HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: { useDefaults: false, directives: OURS },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'same-origin' },
  // Other services share the host's name.
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
};

/** What Bull Board needs besides: it sets styles in line, draws images from data, and has a base. */
export const BOARD_POLICY = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      ...OURS,
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'base-uri': ["'self'"],
    },
  },
};
