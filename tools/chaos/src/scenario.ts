import { Notifier } from '@footman/cli/demo';
import { cephNotification } from '@footman/s3-events';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeExposures, type CameraCounts } from './camera.js';
import { complaintsAbout, troubled } from './complaints.js';
import type { Fault } from './fault.js';
import { inspector, type Findings } from './findings.js';
import { Gateway, type GatewayCounts, type Way } from './gateway.js';
import { KafkaNotifier } from './kafka-notifier.js';
import type { Means } from './means.js';
import { planNight } from './night.js';
import type { Options, Scenario } from './options.js';
import { planFaults } from './schedule.js';
import type { ProgramCounts } from './servers/program.js';
import { startSite, type Site } from './site.js';
import { tellStories } from './stories.js';
import { inflict, type InflictedFault } from './storm.js';

/** What a night has shown. */
export interface NightReport extends Findings {
  readonly scenario: Scenario;
  readonly faults: readonly InflictedFault[];
  readonly camera: CameraCounts;
  readonly gateway: GatewayCounts;
  /** What became of what the webhook's receiver was sent. */
  readonly webhook: Site['webhook']['stats'];
  readonly programs: Readonly<Record<string, ProgramCounts>>;
  /** Milliseconds each program of ours took to end when asked to. */
  readonly drained: Readonly<Record<string, number>>;
  /** Seconds: the night itself, and from its end until all was settled. */
  readonly seconds: { readonly night: number; readonly settled: number };
  /** For some objects that something is wrong with, what ledger and logs tell of them. */
  readonly stories: Readonly<Record<string, readonly string[]>>;
  /** What is wrong, in sentences; empty when nothing is. */
  readonly complaints: readonly string[];
}

/** Ceph tries again at once; this is hard enough on a machine that runs everything. */
const RETRY_MS = 300;

/** Objects whose story is told. */
const TOLD = 20;

/** Nothing is under way any more when programs are asked to end. */
const DRAIN_MS = 5000;

/** Notices trickle in over this share of the time between exposures, so that there's always work for a fault to hit. */
const SPREAD = 0.7;

/** Where a night is spent, and who hears of it. */
export interface NightPlace {
  readonly directory: string;
  readonly means: Means;
  readonly say: (sentence: string) => void;
}

/** Runs one night from the first exposure until everything is settled or patience is over. */
export async function runNight(
  scenario: Scenario,
  options: Options,
  place: NightPlace,
): Promise<NightReport> {
  const { seed, detectors, cadence, patience } = options;
  const { directory, means, say } = place;
  const circumstances = { wiped: scenario === 'wiped' };
  // One wiping shows as much in half a night.
  const exposures = circumstances.wiped ? Math.ceil(options.exposures / 2) : options.exposures;
  const night = planNight(exposures, detectors);
  const site = await startSite(directory, means);
  const inspect = inspector(site, night);
  const gateway = new Gateway(waysOf(site), { seed, spreadMs: SPREAD * cadence * 1000 });
  try {
    const nightMs = exposures * cadence * 1000;
    const faults = faultsOf(scenario, options, nightMs, site);
    say(`${night.keys.size} files of ${exposures} exposures in ${nightMs / 1000} s, ${faults.length} faults`);
    const begin = performance.now();
    const [camera, inflicted] = await Promise.all([
      takeExposures({
        endpoint: site.endpoint,
        bucket: site.bucket,
        exposures: night.exposures,
        cadenceMs: cadence * 1000,
        onPut: (object) => gateway.notify(object),
      }),
      inflict(faults, site.targets, say),
    ]);
    const end = performance.now();
    say('The night is over, everything is up again');
    let findings = await inspect();
    while (
      (complaintsAbout(findings, circumstances).length > 0 || !gateway.idle) &&
      performance.now() < end + patience * 1000
    ) {
      await sleep(500);
      findings = await inspect();
    }
    const settled = performance.now();
    const drained = Object.fromEntries(await site.drain());
    const programs = Object.fromEntries(site.programs.map(({ name, stats }) => [name, stats]));
    return {
      scenario,
      faults: inflicted,
      camera,
      gateway: gateway.stats,
      webhook: site.webhook.stats,
      ...findings,
      programs,
      drained,
      seconds: { night: (end - begin) / 1000, settled: (settled - end) / 1000 },
      stories: await tellStories(site, troubled(findings, circumstances).slice(0, TOLD)),
      complaints: [
        ...complaintsAbout(findings, circumstances),
        ...complaintsAboutRun({ programs, drained, webhook: site.webhook.stats }, gateway.idle),
      ],
    };
  } finally {
    gateway.close();
    await site.close();
  }
}

/** How Footman is told of objects. */
function waysOf({ topics, notifyUrl: url, secret }: Site): readonly Way[] {
  const http = new Notifier({ url, secret, encode: cephNotification, retryDelay: RETRY_MS });
  return topics ? [http, new KafkaNotifier(topics.notices)] : [http];
}

function faultsOf(
  scenario: Scenario,
  { seed, kills }: Options,
  nightMs: number,
  { targets }: Site,
): readonly Fault[] {
  if (scenario === 'kills') return planFaults({ seed, kills, nightMs, targets });
  // Those who take from queues stand still for a while before, the last of them first, so that there's something to lose in each.
  const still = (name: RegExp, share: number) =>
    targets
      .filter((target) => name.test(target.name))
      .map(({ name: target }) => ({
        at: (0.52 - share) * nightMs,
        kind: 'freeze' as const,
        target,
        forMs: share * nightMs,
      }));
  return [
    ...still(/^(registrar|announcer)$/, 0.2),
    ...still(/^worker/, 0.12),
    { at: 0.5 * nightMs, kind: 'wipe', target: 'redis', forMs: 500 },
  ];
}

function complaintsAboutRun(
  { programs, drained, webhook }: Pick<NightReport, 'programs' | 'drained' | 'webhook'>,
  idle: boolean,
): readonly string[] {
  const said = [
    !idle && 'some notices were never taken',
    webhook.forged > 0 && `${webhook.forged} requests to the webhook were not signed`,
    ...Object.entries(programs).map(
      ([name, { crashed }]) => crashed > 0 && `${name} ended by itself ${crashed} times`,
    ),
    ...Object.entries(drained).map(
      ([name, ms]) => ms >= DRAIN_MS && `${name} had not ended ${DRAIN_MS / 1000} s after SIGTERM`,
    ),
  ];
  return said.filter((sentence) => sentence !== false);
}
