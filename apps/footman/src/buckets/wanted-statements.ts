import type { PolicyStatement } from '@footman/object-store/admin';
import type { PolicyFile } from './policy-file.js';

const READ = [
  's3:GetBucketLocation',
  's3:GetObject',
  's3:GetObjectVersion',
  's3:ListBucket',
  's3:ListBucketVersions',
];
const WRITE = ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObject'];

/** The statements that a policy file asks for, in its order. */
export function wantedStatements({ bucket, statements }: PolicyFile): PolicyStatement[] {
  return statements.map(({ Sid, below, read, write, 'deny-write': denied }) => {
    const objects = `arn:aws:s3:::${bucket}/${below ?? ''}*`;
    const deny = denied !== undefined;
    return {
      Sid,
      Effect: deny ? 'Deny' : 'Allow',
      Principal: { AWS: (read ?? write ?? denied ?? []).map(principal).sort() },
      Action: deny ? ['s3:PutObject'] : write ? [...READ, ...WRITE].sort() : READ,
      // What is allowed of the bucket itself, as to list it, is allowed of all of it.
      Resource: deny ? [objects] : [`arn:aws:s3:::${bucket}`, objects],
    };
  });
}

function principal(user: string): string {
  const [name, tenant = ''] = user.split('$').reverse();
  return `arn:aws:iam::${tenant}:user/${name}`;
}

/** A statement in a form that is the same for all that mean the same. */
export function canonical(statement: PolicyStatement): PolicyStatement {
  const { Principal, Action, NotAction, Resource, NotResource, ...rest } = statement;
  const users = isAws(Principal) ? { AWS: list(Principal.AWS) } : Principal;
  return {
    ...rest,
    ...(users !== undefined && { Principal: users }),
    ...(Action !== undefined && { Action: list(Action) }),
    ...(NotAction !== undefined && { NotAction: list(NotAction) }),
    ...(Resource !== undefined && { Resource: list(Resource) }),
    ...(NotResource !== undefined && { NotResource: list(NotResource) }),
  };
}

function isAws(principal: unknown): principal is { AWS: unknown } {
  return typeof principal === 'object' && principal !== null && Object.keys(principal).join() === 'AWS';
}

function list(value: unknown): string[] {
  return [...new Set([value].flat().map(String))].sort();
}
