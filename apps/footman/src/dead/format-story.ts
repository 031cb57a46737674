import { type ContentText, describeStory, type FileStory, type StoryLine } from '@footman/operator';
import { table } from '../table.js';

/** A file's story for a terminal. */
export function formatStory(story: FileStory, now: number): string {
  const { file, lines, contents, unknown } = describeStory(story, now);
  return [
    file,
    ...lines.map(formatLine),
    ...contents.flatMap((content) => ['', ...formatContent(content)]),
    ...(unknown.length > 0 ? ['', ...unknown] : []),
    '',
  ].join('\n');
}

function formatContent({ title, lines, times, history }: ContentText): string[] {
  const tables = [times, history].flatMap((each) => (each ? ['', table(each.head, each.rows)] : []));
  return [title, ...lines.map(formatLine), ...tables];
}

function formatLine([name, text]: StoryLine): string {
  return `  ${name.padEnd(9)} ${text}`;
}
