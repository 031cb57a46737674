import { type ByteSource, type Header, bytesSource, encodeFits } from '@footman/fits';
import type { RawFile } from '../../src/raw-file.js';
import { ON_SKY } from './fixture.js';

/** The on-sky header for another exposure or detector, or with other keywords. */
export function header({
  seq_num = 123,
  detector = 'R22_S11',
  ...keywords
}: { seq_num?: number; detector?: string } & Header = {}): Header {
  const [raft = '', slot = ''] = detector.split('_');
  const obs_id = `MC_O_20250609_${String(seq_num).padStart(6, '0')}`;
  // Each exposure is a group of its own.
  const own = { OBSID: obs_id, SEQNUM: seq_num, GROUPID: `group-${seq_num}` };
  return { ...ON_SKY.header, ...own, RAFTBAY: raft, CCDSLOT: slot, ...keywords };
}

/** What these files can't take over: the shape of the header's own data, and commentary. */
const LEFT_OUT = /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*|EXTEND|[PG]COUNT|TFIELDS|BSCALE|BZERO|COMMENT)$/;

/** A FITS file in memory: one HDU for each header. */
export function fits(...headers: readonly Header[]): Uint8Array {
  const kept = headers.map((cards) =>
    Object.fromEntries(Object.entries(cards).filter(([keyword]) => !LEFT_OUT.test(keyword))),
  );
  return encodeFits(kept.map((cards) => ({ header: cards, data: new Uint8Array(64) })));
}

/** A sidecar's content. */
export const json = (content: unknown): Uint8Array => Buffer.from(JSON.stringify(content));

/** A raw file in memory, named as the observatory names it; a FITS file without sidecar unless told otherwise. */
export function rawFile({
  header: cards = header(),
  content = fits(cards),
  sidecar = null,
  ...overrides
}: Partial<Omit<RawFile, 'sidecar' | 'bytes'>> & {
  readonly header?: Header;
  readonly content?: Uint8Array | ByteSource;
  readonly sidecar?: Uint8Array | null | (() => Promise<Uint8Array | null>);
} = {}): RawFile {
  const guider = overrides.guider ?? false;
  const { OBSID, RAFTBAY, CCDSLOT } = cards;
  const name = `${OBSID}_${RAFTBAY}_${CCDSLOT}${guider ? '_guider' : ''}.fits`;
  return {
    uri: `s3://embargo@rubin-summit/LSSTCam/20250609/${OBSID}/${name}`,
    size: content instanceof Uint8Array ? content.length : -1,
    guider,
    bytes: content instanceof Uint8Array ? bytesSource(content) : content,
    sidecar: typeof sidecar === 'function' ? sidecar : async () => sidecar,
    ...overrides,
  };
}

/** A guider's file, which says no more of itself than it must. */
export function guiderFile(
  options: { seq_num?: number; detector?: string } & Partial<Pick<RawFile, 'uri' | 'size'>> = {},
): RawFile {
  const { seq_num, detector = 'R00_SG0', ...overrides } = options;
  const full = header({ ...(seq_num === undefined ? {} : { seq_num }), detector });
  const cards = Object.fromEntries(
    ['INSTRUME', 'OBSID', 'RAFTBAY', 'CCDSLOT'].map((keyword) => [keyword, full[keyword] ?? null]),
  );
  return rawFile({ header: cards, guider: true, ...overrides });
}
