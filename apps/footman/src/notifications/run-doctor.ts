import { Site } from '@footman/operator';
import picocolors from 'picocolors';
import { forEachFile } from '../buckets/each-file.js';
import { placeText } from '../buckets/place.js';
import { jsonLine } from '../json-line.js';
import { diagnose } from './diagnose.js';
import type { Finding } from './finding.js';
import type { NotificationsFile } from './notifications-file.js';
import { type CanaryFlags, chosenFiles } from './notifications-options.js';
import { withGateway } from './open-gateway.js';

/** Looks for what is wrong with buckets' notifications. */
export async function runDoctor(chosen: string | undefined, flags: CanaryFlags): Promise<void> {
  const files = chosenFiles(chosen, flags);
  // The canaries of other buckets go to other queues.
  const canary = flags.canary && files.length === 1;
  await Site.with(process.env, (site) =>
    forEachFile(files, async (file) => {
      const findings = await withGateway(file, process.env, (gateway) =>
        diagnose(gateway, canary ? site : null, flags.timeout * 1000),
      );
      const { bucket } = file.content;
      process.stdout.write(
        flags.json
          ? jsonLine({ bucket, findings })
          : formatFindings(file.content, findings, Boolean(process.stdout.isTTY)),
      );
      return findings.some(({ severity }) => severity === 'bad') ? 1 : 0;
    }),
  );
}

function formatFindings(file: NotificationsFile, findings: readonly Finding[], colour: boolean): string {
  const { red, yellow, dim } = picocolors.createColors(colour);
  const marks = { bad: red('BAD '), warn: yellow('warn'), note: dim('note') };
  const lines = findings.flatMap(({ severity, text, cure }) => [
    `  ${marks[severity]}  ${text}`,
    `        cure: ${cure}`,
  ]);
  const head =
    `notifications of ${placeText(file)}: ${findings.length === 0 ? 'nothing is wrong' : ''}`.trimEnd();
  return `${[head, ...lines].join('\n')}\n`;
}
