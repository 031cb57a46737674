import { commaSeparated, logSettings, Secret } from '@footman/service';
import { z } from 'zod';
import { TrustedProxies } from './auth/trusted-proxies.js';

/** A token, and who has it. */
export interface NamedToken {
  readonly who: string;
  readonly token: Secret;
}

/** `NAME:TOKEN` or `TOKEN`, comma separated. A token is long enough that nobody guesses it. */
const tokens = (otherwise: string) =>
  z
    .string()
    .default('')
    .transform((text, context) =>
      commaSeparated(text).flatMap((entry): NamedToken[] => {
        const [, who = otherwise, token] = /^(?:([\w.@-]{1,64}):)?([^\s:]{16,})$/.exec(entry) ?? [];
        if (token) return [{ who, token: new Secret(token) }];
        context.addIssue({
          code: 'custom',
          message: 'holds what is neither TOKEN nor NAME:TOKEN, of 16 characters or more',
        });
        return [];
      }),
    );

const names = z.string().default('').transform(commaSeparated);

/** Networks, none of which may be everybody. */
const networks = names.transform((list, context) => {
  try {
    return new TrustedProxies(list);
  } catch {
    context.addIssue({ code: 'custom', message: 'has to name addresses or networks, and not all there are' });
    return z.NEVER;
  }
});

/** The settings of the console; queue, ledger and S3 read their own variables. */
export const consoleConfig = z
  .object({
    /** Tokens of operators, who may change things. */
    CONSOLE_TOKEN: tokens('operator'),
    /** Tokens of those who may only look. */
    CONSOLE_READ_TOKEN: tokens('reader'),
    /** Whose X-Auth-Request-User is believed: proxies that set or remove it in every request. */
    TRUSTED_PROXIES: networks,
    /** Which of the users that a proxy names are operators; the others may only look. */
    CONSOLE_OPERATORS: names,
    /** The same by group, of X-Auth-Request-Groups. */
    CONSOLE_OPERATOR_GROUPS: names,
    /** Where a log-in with a token ends. */
    SESSION_HOURS: z.coerce.number().min(0.1).max(168).default(12),
    /** What the ingress puts before all paths, such as /footman. */
    BASE_PATH: z
      .string()
      .regex(/^(\/[\w.~-]+)*\/?$/, 'has to be a path that begins with a slash')
      .transform((path) => path.replace(/\/$/, ''))
      .default(''),
    HOST: z.string().default('0.0.0.0'),
    PORT: z.coerce.number().int().min(0).max(65535).default(8083),
    /** Answering what has arrived may take so long after SIGTERM, within the 30 s that Kubernetes gives by default. */
    DRAIN_MS: z.coerce.number().int().min(0).default(25_000),
    ...logSettings,
  })
  .refine(
    ({ CONSOLE_TOKEN, CONSOLE_READ_TOKEN, TRUSTED_PROXIES }) =>
      CONSOLE_TOKEN.length + CONSOLE_READ_TOKEN.length + TRUSTED_PROXIES.networks.length > 0,
    {
      path: ['CONSOLE_TOKEN'],
      message: 'is not set, and neither is CONSOLE_READ_TOKEN nor TRUSTED_PROXIES: nobody could be let in',
    },
  );

/** The console's settings as the app uses them. */
export type ConsoleConfig = z.output<typeof consoleConfig>;
