import { parse } from 'yaml';
import { parseDatastores } from './datastores.js';

const FILE = 'lsst.daf.butler.datastores.fileDatastore.FileDatastore';
const CHAIN = 'lsst.daf.butler.datastores.chainedDatastore.ChainedDatastore';
const MEMORY = 'lsst.daf.butler.datastores.inMemoryDatastore.InMemoryDatastore';
const raw = { datasetType: 'raw', storageClass: 'Exposure', instrument: 'LSSTCam' };
const guider = { datasetType: 'guider_raw', storageClass: 'Stamps', instrument: 'LSSTCam' };
const latiss = { ...raw, instrument: 'LATISS' };

const chain = (...children: string[]) => `{cls: ${CHAIN}, datastores: [${children.join(', ')}]}`;
const file = (n: number, more = '') =>
  `{cls: ${FILE}, root: <butlerRoot>/f${n}, records: {table: r${n}}${more}}`;

/** Names of the datastores that take a dataset. */
const takers = (text: string, dataset = raw): readonly string[] =>
  parseDatastores(parse(text))
    .files.filter(({ accepts }) => accepts(dataset))
    .map(({ name }) => name.replace('FileDatastore@<butlerRoot>/', ''));

describe('a chain of datastores', () => {
  it('books a file in each file datastore, whose sections may name themselves, and in no other kind', () => {
    const text = chain(`{cls: ${MEMORY}}`, `{datastore: ${file(1)}}`, chain(file(2)));
    expect(parseDatastores(parse(text)).problems).toEqual([]);
    expect(takers(text)).toEqual(['f1', 'f2']);
  });

  it('passes files over a datastore that sends metrics away', () => {
    const sasquatch = '{cls: lsst.analysis.tools.interfaces.datastore.SasquatchDatastore, restProxyUrl: x}';
    expect(parseDatastores(parse(chain(file(1), sasquatch)))).toMatchObject({ problems: [], files: [{}] });
  });

  it('has constraints for all, for each place in it, and of each datastore', () => {
    const text = `{cls: ${CHAIN}, constraints: {reject: [flat]}, datastores: [${file(1)}, ${file(2, ', constraints: {accept: [Stamps]}')}],
      datastore_constraints: [{constraints: {reject: ['instrument<LATISS>': [raw]]}}, {}]}`;
    expect(takers(text, raw)).toEqual(['f1']);
    expect(takers(text, guider)).toEqual(['f1', 'f2']);
    expect(takers(text, latiss)).toEqual([]);
    expect(takers(text, { ...guider, datasetType: 'flat' })).toEqual([]);
  });

  it.each([
    [chain(file(1), '{cls: a.B}'), /datastore class is a\.B, known is/],
    [chain(`{cls: ${MEMORY}}`), /no datastore takes files/],
    [chain(file(1), file(1)), /two datastores are named/],
    [`{cls: ${CHAIN}, datastores: [${file(1)}], datastore_constraints: []}`, /not one entry for each/],
    [file(1, ', constraints: {accept: [{foo: [raw]}]}'), /not of the form/],
    [file(1, ', constraints: {accept: [all], reject: [all]}'), /can't accept and reject 'all'/],
  ])('has a problem with %s', (text, problem) => {
    expect(parseDatastores(parse(text)).problems.join()).toMatch(problem);
  });
});

describe('constraints', () => {
  it.each([
    ['{}', true],
    ['{accept: [raw]}', true],
    ['{accept: [guider_raw]}', false],
    ['{reject: [Exposure]}', false],
    ['{accept: [raw], reject: [Exposure]}', true],
    ['{accept: [all], reject: [raw]}', false],
    ['{accept: [raw], reject: [all]}', true],
    ['{reject: [all]}', false],
    ['{accept: [instrument+detector+exposure]}', true],
    ['{accept: [physical_filter+exposure+detector]}', true],
    ['{accept: [exposure+]}', false],
    ['{accept: [visit+detector]}', false],
    ["{accept: ['instrument<LSSTCam>': [all]]}", true],
    ["{accept: ['instrument<LATISS>': [all]]}", false],
    ["{reject: ['instrument<LSSTCam>': [raw]]}", false],
    ["{reject: ['detector<3>': [raw]]}", true],
  ])('%s let a raw of LSSTCam in: %s', (constraints, isAccepted) => {
    expect(takers(file(1, `, constraints: ${constraints}`))).toEqual(isAccepted ? ['f1'] : []);
  });
});
