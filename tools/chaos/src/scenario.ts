import { setTimeout as sleep } from 'node:timers/promises';
import { takeExposures, type CameraCounts } from './camera.js';
import type { Fault } from './fault.js';
import { Gateway, type GatewayCounts } from './gateway.js';
import { inspectButler, type ButlerFindings } from './inspect-butler.js';
import { logLines } from './log-lines.js';
import { planNight } from './night.js';
import type { Options, Scenario } from './options.js';
import { planFaults } from './schedule.js';
import type { ProgramCounts } from './servers/program.js';
import { startSite, type Site } from './site.js';
import { inflict, type InflictedFault } from './storm.js';

/** What a night has shown. */
export interface NightReport {
  readonly scenario: Scenario;
  readonly faults: readonly InflictedFault[];
  readonly camera: CameraCounts;
  readonly gateway: GatewayCounts;
  readonly butler: ButlerFindings;
  readonly programs: Readonly<Record<string, ProgramCounts>>;
  /** Milliseconds each program of ours took to end when asked to. */
  readonly drained: Readonly<Record<string, number>>;
  /** Seconds: the night itself, and from its end until all was settled. */
  readonly seconds: { readonly night: number; readonly settled: number };
  /** For each object that is lost or doubled the log lines that name it. */
  readonly stories: Readonly<Record<string, readonly string[]>>;
  /** What is wrong, in sentences; empty when nothing is. */
  readonly complaints: readonly string[];
}

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
  const { seed, exposures, detectors, cadence, patience } = options;
  const { say } = place;
  const night = planNight(exposures, detectors);
  const site = await startSite(place);
  const gateway = new Gateway(site.notifyUrl, site.secret, { seed, spreadMs: SPREAD * cadence * 1000 });
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
    let butler = await inspectButler(site, night);
    while ((!isWhole(butler) || !gateway.idle) && performance.now() < end + patience * 1000) {
      await sleep(500);
      butler = await inspectButler(site, night);
    }
    const settled = performance.now();
    const drained = Object.fromEntries(await site.drain());
    const programs = Object.fromEntries([...site.programs].map(([name, program]) => [name, program.stats]));
    const findings = { butler, gateway: gateway.stats, programs, drained };
    return {
      scenario,
      faults: inflicted,
      camera,
      ...findings,
      stories: Object.fromEntries(
        await logLines(site.logs, [...butler.lost, ...butler.doubled].slice(0, TOLD)),
      ),
      seconds: { night: (end - begin) / 1000, settled: (settled - end) / 1000 },
      complaints: complaintsOf(findings, gateway.idle),
    };
  } finally {
    gateway.close();
    await site.close();
  }
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

function isWhole({
  expected,
  datasets,
  fileRecords,
  lost,
  doubled,
  extra,
  incomplete,
}: ButlerFindings): boolean {
  const wrong = lost.length + doubled.length + extra.length + incomplete.length;
  return wrong === 0 && datasets === expected && fileRecords === expected;
}

function complaintsOf(
  { butler, programs, drained }: Pick<NightReport, 'butler' | 'programs' | 'drained'>,
  idle: boolean,
): readonly string[] {
  const { expected, datasets, fileRecords, lost, doubled, extra, incomplete } = butler;
  const said = [
    lost.length > 0 && `${lost.length} files are not in the Butler`,
    doubled.length > 0 && `${doubled.length} files are in the Butler more than once`,
    extra.length > 0 && `${extra.length} datasets are of files that nobody PUT`,
    datasets !== expected && `there are ${datasets} datasets of ${expected} files`,
    fileRecords !== expected && `there are ${fileRecords} file records of ${expected} files`,
    incomplete.length > 0 && `these exposures have no whole visit: ${incomplete.join(', ')}`,
    !idle && 'some notices were never taken',
    ...Object.entries(programs).map(
      ([name, { crashed }]) => crashed > 0 && `${name} ended by itself ${crashed} times`,
    ),
    ...Object.entries(drained).map(
      ([name, ms]) => ms >= DRAIN_MS && `${name} had not ended ${DRAIN_MS / 1000} s after SIGTERM`,
    ),
  ];
  return said.filter((sentence) => sentence !== false);
}
