import type { Header, HeaderValue } from '@footman/fits';
import type { AltAz, RaDec, TaiTime } from '../observation-info.js';
import type { HeaderReader } from './header-reader.js';

/** Reads one header; each method throws where the header doesn't tell. Units are those of ObservationInfo. */
export interface Translator {
  readonly instrument: string;
  detectorNum(): number;
  observationId(): string;
  exposureId(): number;
  observationType(): string;
  observationReason(): string;
  observingDay(): number;
  observingDayOffset(): number | null;
  physicalFilter(): string;
  datetimeBegin(): TaiTime;
  datetimeEnd(): TaiTime;
  exposureTimeRequested(): number;
  darkTime(): number;
  exposureGroup(): string;
  groupCounterStart(): number;
  groupCounterEnd(): number;
  observationCounter(): number;
  object(): string | null;
  scienceProgram(): string;
  trackingRaDec(): RaDec | null;
  altAzBegin(): AltAz | null;
  boresightRotationAngle(): number | null;
  boresightRotationCoord(): string | null;
  hasSimulatedContent(): boolean;
  canSeeSky(): boolean | null;
  visitId(): number | bigint;
}

/** Keywords to replace in a header or to add to it, while they're being collected. */
export type Corrections = Record<string, HeaderValue>;

/** How an instrument's headers are recognized, and read where that is supported. */
export interface TranslatorDefinition {
  readonly instrument: string;
  recognizes(header: HeaderReader): boolean;
  /** Absent for instruments that are recognized only to be refused by name. */
  readonly support?: TranslatorSupport;
}

export interface TranslatorSupport {
  create(header: HeaderReader): Translator;
  /**
   * Adds what is known to be wrong in whole ranges of exposures to the corrections, through which the header is read. The
   * observation's id is that of the header without any corrections. What was added stays when a rule then stumbles over the
   * header.
   *
   * @throws HeaderGapError or ObsLsstError where the header doesn't tell what a rule asks
   */
  fix?(header: HeaderReader, corrections: Corrections, obs_id: string): void;
}

/** Finds the corrections that were recorded for a single exposure: keywords to replace or to add. */
export type CorrectionLookup = (instrument: string, obs_id: string) => Header | undefined;
