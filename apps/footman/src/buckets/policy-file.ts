import { z } from 'zod';
import { placeFields } from './place.js';

/** Ceph takes any spelling of a principal, and gives nothing to those that it doesn't know: so a file has names, and we spell. */
const user = z
  .string()
  .regex(
    /^(?:[\w.-]+\$)?[\w.-]+$/,
    'has to be a user as the gateway names it, NAME or TENANT$NAME: it becomes arn:aws:iam:::user/NAME, the only spelling that counts',
  );
const users = z.array(user).min(1, 'names nobody');

const statement = z
  .strictObject({
    /** By this we know our statements again. */
    Sid: z.string().regex(/^[\w-]+$/, 'has to be of letters, digits, - and _'),
    /** Who may list and read. */
    read: users.optional(),
    /** Who may write and delete besides. */
    write: users.optional(),
    /** Who may not write, even if somebody else allows it. */
    'deny-write': users.optional(),
    /** Only about keys that begin so. */
    below: z
      .string()
      .regex(/^[^*?]+$/, 'has to be the beginning of keys, without * and ?')
      .optional(),
  })
  .superRefine((value, context) => {
    const kinds = [value.read, value.write, value['deny-write']].filter(Boolean).length;
    if (kinds !== 1)
      context.addIssue({ code: 'custom', message: 'has to have one of read, write, deny-write' });
  });

/** `k8s/bucket-policies/*.yaml`: who besides its owner may read or write a bucket. */
export const policyFile = z
  .strictObject({ ...placeFields, statements: z.array(statement).min(1, 'has no statement') })
  .superRefine(({ statements }, context) => {
    statements.forEach(({ Sid }, index) => {
      if (statements.findIndex((other) => other.Sid === Sid) < index) {
        context.addIssue({ code: 'custom', path: ['statements', index, 'Sid'], message: 'is there twice' });
      }
    });
  });

/** What a policy file says. */
export type PolicyFile = z.output<typeof policyFile>;
