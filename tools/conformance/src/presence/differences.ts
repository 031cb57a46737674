import type { Answer, Both, Question } from './ask.js';
import type { HeaderedFile } from './headered-files.js';

const NOT_FOUND = 404;

/** Answers that we mean to be others than embargo-butler's; docs/presence.md says why, under the same names. */
export const ANSWERED: Readonly<Record<string, (question: Question, answers: Both<Answer>) => boolean>> = {
  'wavefront sensors and guiders': ({ path }, { theirs, ours }) =>
    /R\d\d_S[WG]\d/.test(decodeURIComponent(path)) && theirs.status === 400 && ours.status === 200,
  'addresses that it has not': ({ method, path }, { theirs, ours }) =>
    theirs.status === NOT_FOUND &&
    /^\/(livez|readyz|metrics|v2\/.*)$/.test(path) &&
    method === 'GET' &&
    ours.status === 200,
  'a page that says 404': (_, { theirs, ours }) =>
    theirs.status === NOT_FOUND && isPage(theirs) && ours.status === NOT_FOUND && isJson(ours),
  'other methods than GET and HEAD': ({ method }, { theirs, ours }) =>
    !['GET', 'HEAD'].includes(method) && isPage(theirs) && ours.status === NOT_FOUND && isJson(ours),
  'two slashes in a row': ({ path }, { ours }) =>
    path.includes('//') && ours.status === NOT_FOUND && isJson(ours),
  'digits of other scripts': ({ path }, { ours }) => /\/%D9%A0\//i.test(path) && ours.status === NOT_FOUND,
  'Redis fails': (_, { theirs, ours }) =>
    theirs.status === 500 &&
    ours.status === 500 &&
    ours.body === '{"error":true,"message":"Redis is away"}\n',
};

/** Files of which we mean to write another key than embargo-butler, or none. */
export const RECORDED: Readonly<
  Record<string, (file: HeaderedFile, keys: Both<string | undefined>) => boolean>
> = {
  'guiders are known, too': ({ key }, { theirs }) => key.includes('_guider') && theirs === undefined,
  'the name tells the detector': ({ cards }, { theirs }) => !cards['RAFTBAY'] && theirs === undefined,
  'GROUPID is no text': ({ cards: { GROUPID } }, { ours }) =>
    (GROUPID === null || GROUPID === true || GROUPID === '') && ours === undefined,
};

const isPage = ({ type }: Answer) => type.startsWith('text/html');
const isJson = ({ type }: Answer) => type.startsWith('application/json');
