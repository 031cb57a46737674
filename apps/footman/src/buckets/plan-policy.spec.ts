import type { Policy, PolicyStatement } from '@footman/object-store/admin';
import { formatPolicyPlan } from './format-policy.js';
import { planPolicy } from './plan-policy.js';
import { policyFile } from './policy-file.js';

const file = policyFile.parse({
  bucket: 'rubin-summit-users',
  'endpoint-url': 'https://s3dfrgw.slac.stanford.edu',
  statements: [
    { Sid: 'allow-read-write', write: ['prompt-processing-dev'] },
    { Sid: 'deny-write-raw', 'deny-write': ['rubin-summit-users'], below: 'LSSTCam/raw/' },
  ],
});

/** As `aws s3api put-bucket-policy` has put it: in another order, and single values without a list. */
const byHand: Policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'deny-write-raw',
      Effect: 'Deny',
      Principal: { AWS: 'arn:aws:iam:::user/rubin-summit-users' },
      Action: 's3:PutObject',
      Resource: ['arn:aws:s3:::rubin-summit-users/LSSTCam/raw/*'],
    },
    {
      Sid: 'allow-read-write',
      Effect: 'Allow',
      Principal: { AWS: ['arn:aws:iam:::user/prompt-processing-dev'] },
      Action: [
        's3:PutObject',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:GetBucketLocation',
        's3:GetObject',
        's3:GetObjectVersion',
        's3:ListBucket',
        's3:ListBucketVersions',
      ],
      Resource: ['arn:aws:s3:::rubin-summit-users/*', 'arn:aws:s3:::rubin-summit-users'],
    },
  ],
};

const foreign: PolicyStatement = { Sid: 'theirs', Effect: 'Allow', Principal: '*', Action: 's3:GetObject' };

describe('planPolicy', () => {
  it('finds nothing to do where the same was put by hand', () => {
    expect(planPolicy(file, byHand)).toMatchObject({ changes: [], others: [] });
  });

  it('makes a policy where there is none', () => {
    const { changes, policy } = planPolicy(file, null);
    expect(changes.map(({ action, name }) => `${action} ${name}`)).toEqual([
      'create allow-read-write',
      'create deny-write-raw',
    ]);
    expect(planPolicy(file, policy).changes).toEqual([]);
  });

  it('changes a principal that is spelled otherwise, as it gives nothing', () => {
    const [deny, allow] = byHand.Statement as [PolicyStatement, PolicyStatement];
    const AWS = 'arn:aws:iam::rubin:user/prompt-processing-dev';
    const plan = planPolicy(file, { ...byHand, Statement: [deny, { ...allow, Principal: { AWS } }] });
    expect(plan.changes).toMatchObject([{ action: 'change', name: 'allow-read-write' }]);
    const shown = formatPolicyPlan(file, plan, false);
    expect(shown).toContain(`- arn:aws:iam::rubin:user/prompt-processing-dev`);
    expect(shown).toContain('+     - arn:aws:iam:::user/prompt-processing-dev');
    // Colours are all that a terminal adds.
    expect(formatPolicyPlan(file, plan, true).replace(/\u001b\[\d+m/g, '')).toBe(shown);
    expect(formatPolicyPlan(file, plan, true)).not.toBe(shown);
  });

  it('spells users of a tenant as the gateway does', () => {
    const statements = [{ Sid: 'allow-read', read: ['rubin$rubin-summit-users'] }];
    const { policy } = planPolicy(policyFile.parse({ ...file, statements }), null);
    expect(policy.Statement).toMatchObject([
      { Principal: { AWS: ['arn:aws:iam::rubin:user/rubin-summit-users'] } },
    ]);
  });

  it('keeps statements of others and shows them, until they are named', () => {
    const there = { ...byHand, Statement: [...byHand.Statement, foreign] };
    const kept = planPolicy(file, there);
    expect(kept.changes).toEqual([]);
    expect(kept.policy.Statement).toContainEqual({ ...foreign, Action: ['s3:GetObject'] });
    expect(formatPolicyPlan(file, kept, false)).toContain('Sid: theirs');
    const removed = planPolicy(file, there, ['theirs', 'allow-read-write']);
    expect(removed.changes).toMatchObject([{ action: 'remove', name: 'theirs' }]);
    expect(removed.policy.Statement).toHaveLength(2);
  });

  it('leaves one where a statement is there twice', () => {
    const there = { ...byHand, Statement: [...byHand.Statement, ...byHand.Statement.slice(0, 1)] };
    const { changes, policy } = planPolicy(file, there);
    expect(changes).toMatchObject([{ action: 'change', name: 'deny-write-raw' }]);
    expect(policy.Statement).toHaveLength(2);
  });
});
