import { nameOfTopic } from '@footman/object-store/admin';
import type { Site } from '@footman/operator';
import { examine } from './examine.js';
import type { Finding } from './finding.js';
import type { GatewayState } from './gateway-state.js';
import { nextName } from './next-name.js';
import type { Gateway } from './open-gateway.js';
import { prove } from './prove.js';
import { unreachable } from './reachable.js';

const SEVERITIES: readonly Finding['severity'][] = ['bad', 'warn', 'note'];

/** All that is wrong with a bucket's notifications, the worst first; `site` is null for no canary. */
export async function diagnose(gateway: Gateway, site: Site | null, timeoutMs: number): Promise<Finding[]> {
  const { file, wanted, read } = gateway;
  const state = await read();
  const findings = [
    ...examine(file.bucket, wanted, state),
    ...(await endpoints(state)),
    ...(await secrets(gateway, state)),
    ...(await canary(gateway, state, site, timeoutMs)),
  ];
  return SEVERITIES.flatMap((each) => findings.filter(({ severity }) => severity === each));
}

async function endpoints({ notifications, attributes }: GatewayState): Promise<Finding[]> {
  const used = new Set(notifications.map(({ topicArn }) => attributes.get(nameOfTopic(topicArn))?.endpoint));
  const findings: Finding[] = [];
  for (const endpoint of used) {
    const problem = endpoint ? await unreachable(endpoint) : null;
    if (!problem) continue;
    findings.push({
      severity: 'warn',
      code: 'unreachable',
      text: `nothing is reached at ${endpoint} from here (${problem})`,
      cure: 'start what should listen there at once, as refused connections can wedge a persistent topic; or look from where the gateway is',
    });
  }
  return findings;
}

async function secrets({ topics }: Gateway, state: GatewayState): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, topic] of state.attributes) {
    const arn = state.topics.get(name)?.arn ?? '';
    if (!(await topics.showsSecret(topic, arn))) continue;
    findings.push({
      severity: 'warn',
      code: 'secret-readable',
      text: `the gateway tells the OpaqueData of topic ${name} to anyone, without any credentials`,
      cure: 'let only the gateway reach the intake (loadBalancerSourceRanges), since the secret alone keeps nobody out; and use it nowhere else',
    });
  }
  return findings;
}

async function canary(
  gateway: Gateway,
  state: GatewayState,
  site: Site | null,
  timeoutMs: number,
): Promise<Finding[]> {
  if (!site) return [];
  const { wanted } = gateway;
  const { queues, queueStatus } = site;
  const notProven = (text: string, cure: string): Finding[] => {
    return [{ severity: 'note', code: 'not-proven', text: `no canary was sent: ${text}`, cure }];
  };
  if (!queues)
    return notProven(
      `the queue is ${queueStatus.state}`,
      'set REDIS_URL to that of this bucket, or --no-canary',
    );
  const there = wanted.filter(({ notification: { id }, topic: { name } }) =>
    state.notifications.some((each) => each.id === id && nameOfTopic(each.topicArn) === name),
  );
  const proof = await prove({ ...gateway, wanted: there }, state, site, timeoutMs);
  if (!proof) {
    return notProven(
      'no notification here leads to Footman, or their filters let none through',
      'apply, if one should',
    );
  }
  if (proof.delayMs !== null) return [];
  const names = there.filter((each) => each.canary).map(({ topic }) => topic.name);
  const fresh = names.map((name) => nextName(name, new Set(state.topics.keys())));
  return [
    {
      severity: 'bad',
      code: 'canary-missed',
      text: `the notice of a canary did not arrive within ${timeoutMs / 1000} s, so ${names.join(', ')} may be wedged. ${proof.hints.join('. ')}`,
      cure: `once the endpoint listens: if it stays so, give the topic a name in the file that has not been used before (${fresh.join(', ')}), and apply`,
    },
  ];
}
