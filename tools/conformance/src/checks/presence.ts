import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Answer, ask, askBoth, type Both, type Question } from '../presence/ask.js';
import { ANSWERED, RECORDED } from '../presence/differences.js';
import { chosenFiles, randomFile, realFiles } from '../presence/headered-files.js';
import { BUCKET, LIFETIME, type PresenceSides, startPresenceSides } from '../presence/presence-sides.js';
import { putFiles } from '../presence/put-files.js';
import { pathOfKey, plainQuestions, randomQuestion } from '../presence/questions.js';
import { numbersOf } from '../support/case-numbers.js';
import type { Conformance } from '../support/conformance.js';
import { SeededRandom } from '../support/seeded-random.js';
import { readAllHeaders } from '../support/test-headers.js';

/** Random files, and random questions about what either side recorded of them. */
const COUNT = 300;
/** Questions that are asked at the same time. */
const WINDOW = 16;
/** More failures than this are of the same few causes. */
const MOST_FAILURES = 10;
const PAGE = fileURLToPath(new URL('../../../../docs/presence.md', import.meta.url));

/** embargo-butler and ours write and answer the same about the same images, but for what docs/presence.md lists. */
export async function presence(conformance: Conformance): Promise<void> {
  const { checks, options, shared } = conformance;
  const { seed } = options;
  const numbers = numbersOf(options, COUNT);
  const sides = await startPresenceSides(conformance);
  const { redis, lasting, forgetful } = sides;
  /** What differed as it should. */
  const seen = new Set<string>();
  try {
    const files = [
      ...realFiles(await readAllHeaders(shared)),
      ...chosenFiles(),
      ...numbers.map((number) => randomFile(new SeededRandom(seed, number), number)),
    ];
    await putFiles(conformance, sides, files);
    let theirs: Stored = new Map();
    await checks.check('presence: the keys that embargo-butler writes of the same files', async () => {
      await sides.theyRecord(files.map(({ key }) => key).filter((key) => !key.includes('_guider')));
      theirs = await stored(sides);
      await redis.flushdb();
      await sides.weRecord(files.map(({ key }) => key));
      const ours = await stored(sides);
      const different = files.filter((file) => {
        const keys = { theirs: theirs.get(file.key), ours: ours.get(file.key) };
        if (keys.theirs === keys.ours) return false;
        const meant = Object.entries(RECORDED).find(([, means]) => means(file, keys));
        if (meant) seen.add(meant[0]);
        return !meant;
      });
      assert.deepEqual(different.slice(0, MOST_FAILURES), []);
      return `${files.length} files, ${theirs.size} keys (seed ${seed})`;
    });

    const compare = async (title: string) =>
      checks.check(title, async () => {
        // No text, so that Redis refuses to give it.
        await redis.lpush('GROUP:LSSTCam:list:0:R22_S11', 'x');
        const keys = (await redis.keys('GROUP:*')).sort();
        const questions = [
          ...plainQuestions(keys),
          ...numbers.map((number) => randomQuestion(new SeededRandom(seed, number), keys)),
        ];
        const failures: string[] = [];
        for (let begin = 0; begin < questions.length; begin += WINDOW) {
          const window = questions.slice(begin, begin + WINDOW);
          const answers = await Promise.all(window.map((question) => askBoth(lasting, question)));
          for (const [i, each] of answers.entries())
            failures.push(...differences(window[i] as Question, each, seen));
        }
        assert.deepEqual(failures.slice(0, MOST_FAILURES), []);
        return `${questions.length} questions (seed ${seed})`;
      });
    await compare("presence: embargo-butler's answers about what ours wrote");
    await redis.flushdb();
    for (const [file, key] of theirs) await redis.set(key, `s3://${BUCKET}/${file}`);
    await compare("presence: embargo-butler's answers about what its ingest wrote");

    const key = 'GROUP:LSSTCam:passing:0:R22_S11';
    const path = pathOfKey(key);
    await checks.check(
      'presence: an image is forgotten when its time is up, as by embargo-butler',
      async () => {
        await redis.set(key, 's3://b/k', 'PX', 300);
        const question = { method: 'GET', path };
        const [before] = [await askBoth(lasting, question), await sleep(400)];
        assert.deepEqual(before.ours, before.theirs);
        const after = await askBoth(lasting, question);
        assert.deepEqual(after.ours, after.theirs);
        assert.notDeepEqual(after, before);
      },
    );
    await checks.check('presence: DELETE_SEEN forgets an image as embargo-butler does', async () => {
      for (const first of ['GET', 'HEAD', 'OPTIONS']) {
        const answers = async (url: string) => {
          await redis.set(key, 's3://b/k');
          await ask(url, { method: 'GET', path: `${path}x` });
          await ask(url, { method: first, path });
          return [await ask(url, { method: 'GET', path }), await redis.exists(key)];
        };
        assert.deepEqual(await answers(forgetful.ours), await answers(forgetful.theirs), first);
      }
    });
    await checks.check('presence: Redis is away for both', async () => {
      await sides.endRedis();
      const question = { method: 'GET', path };
      assert.deepEqual(differences(question, await askBoth(lasting, question), seen), []);
    });
    if (options.case !== undefined) return;
    await checks.check('presence: its page lists all that differs, and nothing else', async () => {
      const listed = Array.from(
        (await readFile(PAGE, 'utf8')).matchAll(/^\| \*\*(.+?)\*\* /gm),
        ([, name]) => name,
      );
      assert.deepEqual(listed.sort(), [...Object.keys(ANSWERED), ...Object.keys(RECORDED)].sort());
      assert.deepEqual([...seen].sort(), listed, 'what it lists, and what does differ');
    });
  } finally {
    await sides.close();
  }
}

/** The keys of images in Redis, by their files' keys in the bucket. */
type Stored = ReadonlyMap<string, string>;

async function stored({ redis }: PresenceSides): Promise<Stored> {
  const found = new Map<string, string>();
  for (const key of (await redis.keys('GROUP:*')).sort()) {
    const [uri, left] = [await redis.get(key), await redis.ttl(key)];
    assert.ok(left > LIFETIME - 300 && left <= LIFETIME, `${key} stays ${left} s`);
    found.set(uri?.replace(`s3://${BUCKET}/`, '') ?? '', key);
  }
  return found;
}

/** What is different in two answers, unless we mean it to be. */
function differences(question: Question, { theirs, ours }: Both<Answer>, seen: Set<string>): string[] {
  const answers = { theirs, ours: { ...ours, body: escaped(ours.body) } };
  const [their, our] = [JSON.stringify(theirs), JSON.stringify(answers.ours)];
  if (their === our) return [];
  const meant = Object.entries(ANSWERED).find(([, means]) => means(question, answers));
  if (meant) seen.add(meant[0]);
  return meant ? [] : [`${question.method} ${question.path}: ${our} instead of ${their}`];
}

/** Flask writes JSON in ASCII, which is the same to who reads it. */
function escaped(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
