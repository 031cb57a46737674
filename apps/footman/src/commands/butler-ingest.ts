import { type Repository, openRepository } from '@footman/butler-client';
import {
  type IngestEngine,
  type IngestReport,
  RawIngest,
  ShadowIngest,
  ingestFiles,
} from '@footman/obs-base';
import { correctionsFrom } from '@footman/obs-lsst';
import { StackEngine } from '@footman/stack-client';
import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { errorLine } from '../errors.js';
import { jsonLine } from '../json-line.js';
import { openOptions, REPO_HELP } from '../open-options.js';
import { printableDifference } from '../printable-difference.js';

/** `footman butler ingest REPO FILE|DIR|s3://...`. */
export function butlerIngestCommand(): Command {
  return new Command('ingest')
    .description('Ingest raw files where they are, without a queue; again is harmless')
    .argument('<repo>', REPO_HELP)
    .argument('<place...>', 'files, directories, or s3://[profile@]bucket/key-or-prefix')
    .option('--json', 'print the outcome of every file as JSON')
    .option(
      '--no-visits',
      'make no visits of exposures on the sky (never made of files in rubinobs-lfa-* buckets)',
    )
    .addOption(
      new Option(
        '--engine <name>',
        'who writes: Footman, the science pipelines of STACK_PYTHON, or these with Footman comparing',
      )
        .choices(['native', 'stack', 'shadow'])
        .default('native'),
    )
    .addHelpText(
      'after',
      '\nThe exit code is 1 when a file was refused; the others are ingested all the same.',
    )
    .action(ingest);
}

interface IngestFlags {
  readonly visits: boolean;
  readonly json?: boolean;
  readonly engine: 'native' | 'stack' | 'shadow';
}

async function ingest(
  repo: string,
  places: string[],
  { json = false, engine, visits }: IngestFlags,
): Promise<void> {
  const begin = performance.now();
  // The S3 client is slow to load, and the other commands have no use for it.
  const { RawFinder } = await import('../find-raws.js');
  const finder = new RawFinder(process.env);
  const repository = await openRepository(repo, { ...openOptions, writeable: engine === 'native' });
  const corrections = correctionsFrom(process.env['METADATA_CORRECTIONS_PATH']);
  const native = new RawIngest(repository, { corrections });
  const stack = engine === 'native' ? undefined : stackEngine(repo);
  try {
    const found = await finder.find(places);
    const raws = visits ? found : found.map((raw) => ({ ...raw, visits }));
    const progress = progressBar(raws.length);
    const report = await ingestFiles(repository, raws, {
      engine: stack ? (engine === 'shadow' ? shadowOf(stack, native, repository) : stack) : native,
      onProgress: (step, files) => progress?.increment(files, { step }),
    });
    progress?.stop();
    const summary = summarize(report, (performance.now() - begin) / 1000);
    if (json) process.stdout.write(jsonLine(summary));
    else print(summary);
    if (summary.refused.length > 0) process.exitCode = 1;
  } finally {
    await stack?.close();
    await repository.close();
    finder.close();
  }
}

/** Of what the pipelines log, a user wants to know what went wrong. */
function stackEngine(repository: string): StackEngine {
  return new StackEngine({
    python: (process.env['STACK_PYTHON'] ?? 'python3').trim().split(/\s+/),
    repository,
    env: process.env,
    onLog: (line) => void (/^(ERROR|CRITICAL)/.test(line) && process.stderr.write(`${line}\n`)),
  });
}

/** Differences are for whoever looks on; they change neither report nor exit code. */
function shadowOf(stack: StackEngine, native: RawIngest, repository: Repository): IngestEngine {
  return new ShadowIngest(
    stack,
    native,
    repository,
    ({ differences }) => {
      for (const difference of differences)
        process.stderr.write(`differs ${JSON.stringify(printableDifference(difference))}\n`);
    },
    (error) => process.stderr.write(`not compared: ${errorLine(error)}\n`),
  );
}

/** Each file counts twice: when its header was read and when it was written. */
function progressBar(files: number): SingleBar | null {
  if (!process.stderr.isTTY) return null;
  const bar = new SingleBar({
    format: '{bar} {percentage}% {step}',
    stream: process.stderr,
    clearOnComplete: true,
  });
  bar.start(2 * files, 0, { step: '' });
  return bar;
}

interface IngestSummary {
  readonly files: number;
  readonly ingested: number;
  readonly duplicate: number;
  readonly refused: readonly { readonly uri: string; readonly code: string; readonly reason: string }[];
  readonly exposures: IngestReport['exposures'];
  readonly seconds: number;
}

function summarize({ files, exposures }: IngestReport, seconds: number): IngestSummary {
  const count = (status: string) => files.filter(({ outcome }) => outcome.status === status).length;
  const refused = files.flatMap(({ uri, outcome }) => {
    if (outcome.status === 'refused')
      return [{ uri, code: outcome.error.code, reason: outcome.error.reason }];
    if (outcome.status === 'failed') return [{ uri, code: 'failed', reason: outcome.error.message }];
    if (outcome.status !== 'waiting') return [];
    return [
      {
        uri,
        code: 'unknown-exposure',
        reason: `no science file has brought exposure ${outcome.obs_id} yet`,
      },
    ];
  });
  return {
    files: files.length,
    ingested: count('ingested'),
    duplicate: count('duplicate'),
    refused,
    exposures,
    seconds: Math.round(seconds * 1000) / 1000,
  };
}

function print({ files, ingested, duplicate, refused, exposures, seconds }: IngestSummary): void {
  for (const { uri, code, reason } of refused) process.stderr.write(`refused ${uri}: ${reason} (${code})\n`);
  for (const { obs_id, differences } of exposures) {
    if (differences.length === 0) continue;
    const fields = differences.map(({ field }) => field).join(', ');
    process.stderr.write(`kept the stored record of ${obs_id}, which differs in ${fields}\n`);
  }
  for (const { obs_id, visitMissing } of exposures) {
    if (visitMissing) process.stderr.write(`${obs_id} was stored without a visit, and has none still\n`);
  }
  const fresh = exposures.filter(({ status }) => status === 'new').length;
  process.stdout.write(
    `${files} files: ${ingested} ingested, ${duplicate} there already, ${refused.length} refused; ` +
      `${fresh} new exposures (${seconds.toFixed(2)} s)\n`,
  );
}
