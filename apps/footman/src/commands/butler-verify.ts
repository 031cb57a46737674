import { openRepository } from '@footman/butler-client';
import { type Difference, RawIngest, type VerifiedExposure, verifyRepository } from '@footman/obs-base';
import { correctionsFrom } from '@footman/obs-lsst';
import { Command, InvalidArgumentError } from 'commander';
import { errorLine, UsageError } from '../errors.js';
import { openOptions, REPO_HELP } from '../open-options.js';
import { table } from '../table.js';
import { printableDifference } from '../printable-difference.js';

interface VerifyFlags {
  readonly instrument?: string;
  readonly day?: number | 'last';
  readonly collection?: string;
  readonly visits: boolean;
  readonly json?: boolean;
}

/** `footman butler verify REPO`. */
export function butlerVerifyCommand(): Command {
  return new Command('verify')
    .description('Translate stored files again, and tell where the registry has other rows; changes nothing')
    .argument('[repo]', `${REPO_HELP}; BUTLER_REPO when left out`)
    .option('--instrument <name>', 'only this instrument')
    .option('--day <YYYYMMDD>', 'only this night; `last` for the one before this day_obs', day)
    .option('--collection <run>', 'only files of this run, such as LSSTCam/raw/all')
    .option('--no-visits', 'expect no visits (never expected of files in rubinobs-lfa-* buckets)')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nThe exit code is 0 where all is the same, 1 where rows differ, 2 where something could not be read.',
    )
    .action(async (given: string | undefined, flags: VerifyFlags) => {
      try {
        const repo = given ?? process.env['BUTLER_REPO'];
        if (!repo) throw new UsageError('Which repository? Name one, or set BUTLER_REPO.');
        await verify(repo, flags);
      } catch (error) {
        process.stderr.write(`footman: ${errorLine(error)}\n`);
        process.exitCode = 2;
      }
    });
}

async function verify(
  repo: string,
  { instrument, day, collection, visits, json = false }: VerifyFlags,
): Promise<void> {
  const { RawFinder } = await import('../find-raws.js');
  const day_obs = day === 'last' ? (await import('../last-night.js')).lastNight() : day;
  const finder = new RawFinder(process.env);
  const repository = await openRepository(repo, openOptions);
  try {
    const report = new Report(day_obs);
    const corrections = correctionsFrom(process.env['METADATA_CORRECTIONS_PATH']);
    const verified = verifyRepository(repository, {
      instrument,
      day_obs,
      run: collection,
      visits,
      open: (uri) => finder.stored(uri),
      native: new RawIngest(repository, { corrections }),
    });
    for await (const exposure of verified) {
      report.add(exposure);
      if (process.stderr.isTTY) process.stderr.write(`\r${report.progress}`);
    }
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : report.text());
    process.exitCode = report.exitCode;
  } finally {
    await repository.close();
    finder.close();
  }
}

/** What is kept of all exposures. */
class Report {
  constructor(private readonly day_obs: number | undefined) {}

  private exposures = 0;
  private withoutFiles = 0;
  private files = 0;
  private readonly differing = new Set<string>();
  private readonly differences: Difference[] = [];
  private readonly unread: { readonly uri: string; readonly reason: string }[] = [];

  add({ instrument, id, files, differences, unread }: VerifiedExposure): void {
    this.exposures += 1;
    this.files += files;
    if (files === 0) this.withoutFiles += 1;
    if (differences.length > 0) this.differing.add(`${instrument} ${id}`);
    this.differences.push(...differences);
    this.unread.push(...unread.map(({ uri, error }) => ({ uri, reason: error.message })));
  }

  get progress(): string {
    return `${this.exposures} exposures, ${this.files} files, ${this.differences.length} differences`;
  }

  get exitCode(): 0 | 1 | 2 {
    if (this.unread.length > 0) return 2;
    return this.differences.length > 0 ? 1 : 0;
  }

  toJSON(): unknown {
    const { exposures, files, withoutFiles, unread } = this;
    return { exposures, files, withoutFiles, differences: this.differences.map(printableDifference), unread };
  }

  text(): string {
    const lines = this.unread.map(({ uri, reason }) => `unread ${uri}: ${reason}`);
    if (this.differences.length > 0) lines.push(summary(this.differences));
    const without = this.withoutFiles > 0 ? ` (${this.withoutFiles} without files to compare)` : '';
    lines.push(
      `${this.day_obs === undefined ? '' : `${this.day_obs}: `}${this.exposures} exposures${without}, ${this.files} files: ` +
        `${this.differences.length} differences in ${this.differing.size} exposures, ${this.unread.length} files unread`,
    );
    return `${lines.join('\n')}\n`;
  }
}

/** One line for each field that differs, with the first of its rows. */
function summary(differences: readonly Difference[]): string {
  const byField = new Map<string, Difference[]>();
  for (const difference of differences) {
    const name = `${difference.table}.${difference.field}`;
    byField.set(name, [...(byField.get(name) ?? []), difference]);
  }
  return table(
    ['field', 'rows', 'such as', 'stored', 'computed'],
    [...byField].map(([name, rows]) => {
      const { key, stored, computed } = printableDifference(rows[0] as Difference);
      return [name, rows.length, Object.values(key).join(' '), short(stored), short(computed)];
    }),
  );
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function day(text: string): number | 'last' {
  if (text === 'last') return text;
  if (!/^\d{8}$/.test(text)) throw new InvalidArgumentError('It has to be YYYYMMDD or last.');
  return Number(text);
}
