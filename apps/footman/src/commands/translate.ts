import { Command } from 'commander';
import { basename } from 'node:path';
import { type CorrectionLookup, correctionsFrom, toTranslateLine, translate } from '@footman/obs-lsst';
import { errorLine } from '../errors.js';
import { readLocalHeader } from '../local-raw-file.js';

/** `footman translate FILE...`: what the Butler would be told of each file. */
export function translateCommand(): Command {
  return new Command('translate')
    .description('Translate headers: one JSON line for each file, with the fields that ingest uses')
    .argument('<file...>', 'FITS files, or headers as JSON')
    .addHelpText(
      'after',
      '\nA file that cannot be translated gives {"file", "error"}; the exit code is then 1.',
    )
    .action(async (files: string[]) => {
      const corrections = correctionsFrom(process.env['METADATA_CORRECTIONS_PATH']);
      for (const file of files) process.stdout.write(`${await translateFile(file, corrections)}\n`);
    });
}

async function translateFile(path: string, corrections: CorrectionLookup): Promise<string> {
  const file = basename(path);
  try {
    return toTranslateLine(translate(await readLocalHeader(path), { filename: file, corrections }), file);
  } catch (error) {
    process.exitCode = 1;
    return JSON.stringify({ file, error: errorLine(error) });
  }
}
