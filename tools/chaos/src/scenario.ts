import { Notifier } from '@footman/cli/demo';
import { cephNotification } from '@footman/s3-events';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeExposures, type CameraCounts } from './camera.js';
import type { Fault } from './fault.js';
import { Gateway, type GatewayCounts } from './gateway.js';
import { complaintsAbout, troubled } from './complaints.js';
import { inspect, type Findings } from './findings.js';
import { tellStories } from './stories.js';
import { KafkaNotifier } from './kafka-notifier.js';
import { planNight } from './night.js';
import type { Options, Scenario } from './options.js';
import { planFaults } from './schedule.js';
import type { ProgramCounts } from './servers/program.js';
import { startSite, type Site } from './site.js';
import { inflict, type InflictedFault } from './storm.js';

/** What a night has shown. */
export interface NightReport extends Findings {
  readonly scenario: Scenario;
  readonly faults: readonly InflictedFault[];
  readonly camera: CameraCounts;
  readonly gateway: GatewayCounts;
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
  readonly toxiproxy: string | undefined;
  readonly say: (sentence: string) => void;
}

/** Runs one night from the first exposure until everything is settled or patience is over. */
export async function runNight(
  scenario: Scenario,
  options: Options,
  place: NightPlace,
): Promise<NightReport> {
  const { seed, detectors, cadence, patience } = options;
  const { say } = place;
  // One wiping shows as much in half a night.
  const exposures = scenario === 'wiped' ? Math.ceil(options.exposures / 2) : options.exposures;
  const night = planNight(exposures, detectors);
  const site = await startSite({ ...place, kafka: options.kafka });
  const gateway = new Gateway(notifierOf(site), { seed, spreadMs: SPREAD * cadence * 1000 });
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
      inflict(faults, site, say),
    ]);
    const end = performance.now();
    say('The night is over, everything is up again');
    let findings = await inspect(site, night);
    while (
      (complaintsAbout(findings).length > 0 || !gateway.idle) &&
      performance.now() < end + patience * 1000
    ) {
      await sleep(500);
      findings = await inspect(site, night);
    }
    const settled = performance.now();
    const drained = Object.fromEntries(await site.drain());
    const programs = Object.fromEntries([...site.programs].map(([name, program]) => [name, program.stats]));
    return {
      scenario,
      faults: inflicted,
      camera,
      gateway: gateway.stats,
      ...findings,
      programs,
      drained,
      seconds: { night: (end - begin) / 1000, settled: (settled - end) / 1000 },
      stories: await tellStories(site, troubled(findings).slice(0, TOLD)),
      complaints: complaintsOf(findings, { programs, drained }, gateway.idle),
    };
  } finally {
    gateway.close();
    await site.close();
  }
}

/** What tells Footman of objects: Kafka, if the site has one. */
function notifierOf({ topic, notifyUrl: url, secret }: Site) {
  if (topic) return new KafkaNotifier(topic);
  return new Notifier({ url, secret, encode: cephNotification, retryDelay: RETRY_MS });
}

function faultsOf(
  scenario: Scenario,
  { seed, kills }: Options,
  nightMs: number,
  { programs, links }: Site,
): readonly Fault[] {
  if (scenario === 'kills')
    return planFaults({ seed, kills, nightMs, programs: [...programs.keys()], links });
  // Workers stand still for a while before, so that there's something to lose.
  const frozen = [...programs.keys()]
    .filter((name) => name.startsWith('worker'))
    .map((target) => ({ at: 0.4 * nightMs, kind: 'freeze', target, forMs: 0.12 * nightMs }) as const);
  return [...frozen, { at: 0.5 * nightMs, kind: 'wipe', target: 'redis', forMs: 500 }];
}

function complaintsOf(
  findings: Findings,
  { programs, drained }: Pick<NightReport, 'programs' | 'drained'>,
  idle: boolean,
): readonly string[] {
  const said = [
    !idle && 'some notices were never taken',
    ...Object.entries(programs).map(
      ([name, { crashed }]) => crashed > 0 && `${name} ended by itself ${crashed} times`,
    ),
    ...Object.entries(drained).map(
      ([name, ms]) => ms >= DRAIN_MS && `${name} had not ended ${DRAIN_MS / 1000} s after SIGTERM`,
    ),
  ];
  return [...complaintsAbout(findings), ...said.filter((sentence) => sentence !== false)];
}
