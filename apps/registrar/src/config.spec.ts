import { parseConfig } from '@footman/service';
import { registrarConfig } from './config.js';

const STS = { RUCIO_RSE: 'USDF_STS_DISK', RUCIO_SCOPE: 'raw', RUCIO_DTN: 'davs://dtn.example.org:1095' };

describe('the registrar’s settings', () => {
  it('are embargo-butler’s, and its slash behind the address', () => {
    const { RUCIO_RSE, RUCIO_DTN } = parseConfig(registrarConfig, STS);
    expect([RUCIO_RSE, RUCIO_DTN]).toEqual(['USDF_STS_DISK', 'davs://dtn.example.org:1095/']);
    expect(parseConfig(registrarConfig, { ...STS, RUCIO_DTN }).RUCIO_DTN).toBe(RUCIO_DTN);
  });

  it('name buckets as ingest’s do', () => {
    expect(parseConfig(registrarConfig, { ...STS, BUCKET: 'embargo@a' }).BUCKETS).toEqual(['embargo@a']);
    expect(parseConfig(registrarConfig, { ...STS, BUCKETS: 'a, b' }).BUCKETS).toEqual(['a', 'b']);
    expect(parseConfig(registrarConfig, STS).BUCKETS).toEqual([]);
  });

  it.each([
    ['RUCIO_RSE', '', 'is not set'],
    ['RUCIO_SCOPE', 'r/w', "is no scope's name"],
    ['RUCIO_DTN', 'dtn', 'is no address'],
    ['RUCIO_CONCURRENCY', '0', 'Too small'],
  ])('with %s %j can’t be used', (name, value, rule) => {
    expect(() => parseConfig(registrarConfig, { ...STS, [name]: value })).toThrow(`${name}: ${rule}`);
  });
});
