import { nameOfTopic } from '@footman/object-store/admin';
import { Site } from '@footman/operator';
import { confirm } from '../buckets/confirm.js';
import { forEachFile } from '../buckets/each-file.js';
import { UsageError } from '../errors.js';
import { jsonLine } from '../json-line.js';
import { deleteTopic } from './delete-topic.js';
import { formatPlan } from './format-plan.js';
import { type ApplyFlags, chosenFiles } from './notifications-options.js';
import { withGateway, type Gateway } from './open-gateway.js';
import { planNotifications, type NotificationsPlan } from './plan-notifications.js';
import { prove } from './prove.js';
import { putPlan } from './put-plan.js';
import { canaryKey } from './canary-key.js';
import { topicUsers } from './topic-users.js';

/** Makes gateways as their files say, and proves that notices arrive. */
export async function runApply(chosen: string | undefined, flags: ApplyFlags): Promise<void> {
  const files = chosenFiles(chosen, flags);
  const [, second] = files;
  if (flags.canary && second) {
    throw new UsageError(
      "each bucket's canaries go to a queue of its own: name one bucket, or say --no-canary",
    );
  }
  await Site.with(process.env, (site) =>
    forEachFile(files, (file) => withGateway(file, process.env, (gateway) => applyOne(gateway, site, flags))),
  );
}

async function applyOne(gateway: Gateway, site: Site, flags: ApplyFlags): Promise<0 | 1> {
  const { file, wanted, read } = gateway;
  const say = (text: string) => void (flags.json || process.stdout.write(`${text}\n`));
  const provable = flags.canary && canaryKey(wanted) !== null;
  // What can't be proven afterwards isn't begun.
  if (provable) site.needQueues();
  const plan = planNotifications(wanted, await read());
  const { changes } = plan;
  if (!flags.json) process.stdout.write(formatPlan(file, changes, Boolean(process.stdout.isTTY)));
  if (changes.length > 0 && !flags.yes && !(await confirm(`Change the notifications of ${file.bucket}?`)))
    return 1;
  if (changes.length > 0) {
    await put(gateway, plan);
    say('put, and as the file says now');
  }
  const proof = provable ? await prove(gateway, await read(), site, flags.timeout * 1000) : null;
  const missed = proof?.delayMs === null;
  if (missed) {
    say(`the notice of a canary did not arrive within ${flags.timeout} s. What to look at:`);
    for (const hint of proof.hints) say(`  ${hint}`);
  } else if (proof) {
    say(`proven: the notice of a canary arrived after ${proof.delayMs} ms`);
  } else if (flags.canary) {
    say('not proven: no notification here leads to Footman, or their filters let no canary through');
  }
  // As long as it isn't known that the new one works, the old one is the way back.
  const topics = missed ? { deleted: [], unused: [] } : await oldTopics(gateway, plan, flags);
  for (const name of topics.deleted) say(`deleted topic ${name}`);
  for (const name of topics.unused)
    say(`nobody uses topic ${name} any more: --delete-topic ${name} deletes it`);
  if (flags.json) process.stdout.write(jsonLine({ bucket: file.bucket, changes, proof, topics }));
  return missed ? 1 : 0;
}

async function put({ file, wanted, admin, topics, read }: Gateway, plan: NotificationsPlan): Promise<void> {
  await putPlan(file.bucket, wanted, plan, await read(), admin, topics);
  const [left] = planNotifications(wanted, await read()).changes;
  if (left) throw new UsageError(`the gateway keeps ${left.kind} ${left.name} otherwise than it was given`);
}

/** Deletes topics that were asked for, and those that lost their last notification if a person says so. */
async function oldTopics(
  { file, topics, read }: Gateway,
  { remove }: NotificationsPlan,
  flags: ApplyFlags,
): Promise<{ deleted: string[]; unused: string[] }> {
  const asked = flags.deleteTopic ?? [];
  const left = [...new Set(remove.map(({ topicArn }) => nameOfTopic(topicArn)))];
  const deleted: string[] = [];
  const unused: string[] = [];
  for (const name of new Set([...asked, ...left])) {
    const state = await read();
    const { buckets, others } = topicUsers(name, file.bucket, state);
    const used = buckets.length > 0 || others > 0;
    if (!asked.includes(name) && (used || !state.topics.has(name))) continue;
    const person = !flags.yes && process.stdin.isTTY;
    if (
      asked.includes(name) ||
      (person && (await confirm(`Nobody uses topic ${name} any more. Delete it?`)))
    ) {
      await deleteTopic(name, file.bucket, state, topics);
      deleted.push(name);
    } else unused.push(name);
  }
  return { deleted, unused };
}
