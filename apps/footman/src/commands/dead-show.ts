import { Command, InvalidArgumentError } from 'commander';

interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** `footman dead show FILE`. */
export function deadShowCommand(): Command {
  return new Command('show')
    .description(
      'The whole story of a file, whatever its state: in the bucket, in the queue, in the ledger; and what can be done',
    )
    .argument('<file>', '[profile@]bucket/key, as lists and log lines have it', parsePlace)
    .option('--json', 'print it as JSON, times in milliseconds since 1970')
    .addHelpText('after', '\nThe exit code is 1 when nobody knows of such a file.')
    .action(show);
}

async function show({ bucket, key }: Place, { json = false }: { readonly json?: boolean }): Promise<void> {
  const { printStory } = await import('../dead/print-story.js');
  await printStory(bucket, key, json);
}

function parsePlace(text: string): Place {
  const [, bucket, key] = /^(?:s3:\/\/)?([^/]+)\/(.+)$/s.exec(text) ?? [];
  if (!bucket || !key) throw new InvalidArgumentError('It has to be [profile@]bucket/key.');
  return { bucket, key };
}
