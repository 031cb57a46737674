import { type Examination, examineRepository, type IngestPlan, type Verdict } from '@footman/butler-client';
import { instrumentByName, UnknownInstrumentError } from '@footman/obs-lsst';
import { Command } from 'commander';
import { openOptions, REPO_HELP } from '../open-options.js';

interface DoctorFlags {
  readonly json?: boolean;
  readonly instrument?: readonly string[];
}

/** `footman butler doctor REPO`. */
export function butlerDoctorCommand(): Command {
  return new Command('doctor')
    .description('What a repository is, what ingest would do with it, and whether it may; changes nothing')
    .argument('<repo>', REPO_HELP)
    .option('--instrument <name...>', 'whose files will be ingested; all that are registered when left out')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nThe exit code is 1 when something is in the way of ingest.')
    .action(doctor);
}

async function doctor(repo: string, { json = false, instrument }: DoctorFlags): Promise<void> {
  // A wrong name is the user's to mend, and no finding.
  instrument?.forEach(instrumentByName);
  const examination = await examineRepository(repo, {
    ...openOptions,
    plan: (registered) => planFor(instrument ?? registered),
  });
  process.stdout.write(json ? `${JSON.stringify(examination)}\n` : format(examination));
  if (!examination.ok) process.exitCode = 1;
}

/** What files of some instruments are written to. Those that we don't know bring no files. */
function planFor(instruments: readonly string[]): IngestPlan {
  const kinds = instruments
    .flatMap(known)
    .flatMap(({ files: { raw, guider } }) => (guider ? [raw, guider] : [raw]));
  return {
    datasetTypes: [...new Map(kinds.map(({ datasetType }) => [datasetType.name, datasetType])).values()],
    runs: [...new Set(kinds.map(({ run }) => run))],
  };
}

function known(name: string) {
  try {
    return [instrumentByName(name)];
  } catch (error) {
    if (error instanceof UnknownInstrumentError) return [];
    throw error;
  }
}

const MARKS: Readonly<Record<Verdict, string>> = { ok: 'ok  ', note: 'note', bad: 'BAD ' };

function format({ ok, findings, grants }: Examination): string {
  const width = Math.max(...findings.map(({ subject }) => subject.length));
  return [
    ...findings.map(({ verdict, subject, text }) => `${MARKS[verdict]}  ${subject.padEnd(width)}  ${text}`),
    ...(grants.length > 0
      ? ['', 'What the owner of the registry can run to give the role what it lacks:', ...grants]
      : []),
    '',
    ok ? 'Ingest may begin.' : 'Ingest would fail: see BAD.',
    '',
  ].join('\n');
}
