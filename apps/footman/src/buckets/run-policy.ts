import { BucketAdmin } from '@footman/object-store/admin';
import { UsageError } from '../errors.js';
import { jsonLine } from '../json-line.js';
import { confirm } from './confirm.js';
import { forEachFile } from './each-file.js';
import { formatPolicyPlan } from './format-policy.js';
import { environmentOf } from './place.js';
import { planPolicy, type PolicyPlan } from './plan-policy.js';
import { policyFile, type PolicyFile } from './policy-file.js';
import type { PolicyFlags } from './policy-options.js';
import { findDirectory, readYamlFiles } from './yaml-files.js';

/** Shows what differs from the policy files, and puts it right unless it is a dry run. */
export async function runPolicy(chosen: string | undefined, flags: PolicyFlags): Promise<void> {
  const directory = flags.files ?? (chosen?.endsWith('.yaml') ? '.' : findDirectory('bucket-policies'));
  await forEachFile(readYamlFiles(policyFile, directory, chosen), async ({ content }) => {
    const admin = new BucketAdmin(content.profile ?? null, environmentOf(content, process.env));
    try {
      return await runOne(content, admin, flags);
    } finally {
      admin.close();
    }
  });
}

async function runOne(file: PolicyFile, admin: BucketAdmin, flags: PolicyFlags): Promise<0 | 1> {
  const { bucket } = file;
  const plan = planPolicy(file, await admin.policy(bucket), flags.remove);
  if (!flags.json) process.stdout.write(formatPolicyPlan(file, plan, Boolean(process.stdout.isTTY)));
  const applied = await put(bucket, plan, admin, flags);
  if (applied) {
    const left = planPolicy(file, await admin.policy(bucket), flags.remove).changes;
    if (left.length > 0) throw new UsageError('the gateway keeps another policy than it was given');
  }
  const { changes, others } = plan;
  if (flags.json) process.stdout.write(jsonLine({ bucket, changes, others, applied }));
  else if (applied) process.stdout.write(`policy of ${bucket}: put\n`);
  return applied || changes.length === 0 ? 0 : 1;
}

/** Whether the policy was put. */
async function put(
  bucket: string,
  { changes, policy }: PolicyPlan,
  admin: BucketAdmin,
  { dryRun, yes }: PolicyFlags,
): Promise<boolean> {
  if (dryRun || changes.length === 0) return false;
  if (!yes && !(await confirm(`Change the policy of ${bucket}?`))) return false;
  await admin.putPolicy(bucket, policy);
  return true;
}
