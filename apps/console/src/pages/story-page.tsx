import {
  type ContentStory,
  describeStory,
  type FileStory,
  type StoryLine,
  type Unfinished,
} from '@footman/operator';
import { DeadChangeForm } from './dead-change-form.js';
import { type Frame, html, Page } from './page.js';
import { TextTableView } from './text-table-view.js';

/** All that is known of a file, in the words of `footman dead show`. */
export function storyPage(frame: Frame, story: FileStory): string {
  const { file, lines, contents, unknown } = describeStory(story, Date.now());
  return html(
    <Page frame={frame} title={story.key.split('/').at(-1) ?? file} part="dead">
      <h1 class="file">{file}</h1>
      <Lines lines={lines} />
      {contents.map((content, at) => (
        <section key={content.title}>
          <h2>{content.title}</h2>
          <Lines lines={content.lines} />
          {content.times && <TextTableView table={content.times} caption="Where the seconds went" />}
          {content.history && <TextTableView table={content.history} caption="Unusual steps" />}
          <Change frame={frame} story={story} content={story.contents[at]} />
        </section>
      ))}
      {unknown.map((what) => (
        <p key={what}>{what}</p>
      ))}
    </Page>,
  );
}

/** What waits for a person can be changed by one. */
const STATE_OF: Readonly<Record<string, Unfinished>> = {
  dead: 'dead',
  corrected: 'corrected',
  parked: 'overdue',
};

function Change({
  frame,
  story,
  content,
}: {
  frame: Frame;
  story: FileStory;
  content: ContentStory | undefined;
}) {
  const state = STATE_OF[content?.object?.state ?? (content?.job?.state === 'failed' ? 'dead' : '')];
  if (!state) return null;
  const choice = { state, bucket: story.bucket, key: story.key };
  return <DeadChangeForm frame={frame} choice={{ ...NO_CHOICE, ...choice }} what="this file" />;
}

const NO_CHOICE = { night: undefined, exposure: undefined, reason: undefined };

/** Names and what is said under them. */
function Lines({ lines }: { readonly lines: readonly StoryLine[] }) {
  return (
    <dl class="lines">
      {grouped(lines).map(([name, ...texts]) => (
        <div key={name}>
          <dt>{name}</dt>
          {texts.map((text) => (
            <dd key={text}>{text.startsWith('footman ') ? <code>{text}</code> : text}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

/** What has no name goes on with the one before. */
function grouped(lines: readonly StoryLine[]): string[][] {
  const groups: string[][] = [];
  for (const [name, text] of lines) {
    if (name === '') groups.at(-1)?.push(text);
    else groups.push([name, text]);
  }
  return groups;
}
