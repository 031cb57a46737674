import type { Camera, CameraDetector } from './camera/camera.js';
import { UnknownInstrumentError } from './errors.js';
import { FiberSpec } from './instruments/fiberspec.generated.js';
import type { InstrumentFacts } from './instruments/instrument-facts.js';
import { LATISS } from './instruments/latiss.generated.js';
import { LSST_TS8 } from './instruments/lsst-ts8.generated.js';
import { LSSTCam } from './instruments/lsstcam.generated.js';
import { LSSTCamSim } from './instruments/lsstcamsim.generated.js';
import { LSSTComCam } from './instruments/lsstcomcam.generated.js';
import { LSSTComCamSim } from './instruments/lsstcomcamsim.generated.js';
import { StarTrackerFast } from './instruments/startrackerfast.generated.js';
import { StarTrackerNarrow } from './instruments/startrackernarrow.generated.js';
import { StarTrackerWide } from './instruments/startrackerwide.generated.js';

/** What files of one kind become in the Butler. */
export interface FileDatasetType {
  readonly name: string;
  readonly dimensions: readonly string[];
  readonly storageClass: string;
}

/** How files of one kind are stored. */
export interface FileKind {
  readonly datasetType: FileDatasetType;
  readonly run: string;
  /** The full name of the Python class that reads the file. */
  readonly formatter: string;
}

/** A detector slot, as the registry has it. */
export interface Detector {
  readonly instrument: string;
  readonly id: number;
  readonly full_name: string;
  /** Null where the camera has a single detector that is in no raft, and doesn't pretend to be. */
  readonly name_in_raft: string | null;
  /** Null where the instrument has no rafts. */
  readonly raft: string | null;
  readonly purpose: string;
}

/** A Rubin instrument: what is registered with it, its nominal camera, and how its files are stored. */
export interface Instrument {
  readonly name: string;
  /** All rows that registering the instrument writes. */
  readonly definition: {
    readonly instrument: InstrumentFacts['instrument'];
    readonly detectors: readonly Detector[];
    readonly physicalFilters: readonly {
      readonly instrument: string;
      readonly name: string;
      readonly band: string;
    }[];
  };
  readonly detectors: readonly Detector[];
  readonly camera: Camera;
  /** The kinds of files that it makes. */
  readonly files: {
    /** What its detectors saw, by exposure. */
    readonly raw: FileKind;
    /** Null where it has no guiders. */
    readonly guider: FileKind | null;
  };
}

const DIMENSIONS = ['instrument', 'detector', 'exposure'];
const RAW: FileDatasetType = { name: 'raw', dimensions: DIMENSIONS, storageClass: 'Exposure' };
const RAW_SPECTRUM: FileDatasetType = {
  name: 'rawSpectrum',
  dimensions: DIMENSIONS,
  storageClass: 'FiberSpectrum',
};

/** The dataset type of all guiders, whatever their camera. */
export const GUIDER_RAW: FileDatasetType = {
  name: 'guider_raw',
  dimensions: DIMENSIONS,
  storageClass: 'Stamps',
};

const instruments = new Map(
  [
    makeInstrument(LSSTCam, 'lsst.LsstCamRawFormatter'),
    makeInstrument(LATISS, 'lsst.LatissRawFormatter'),
    makeInstrument(LSSTComCam, 'lsst.LsstComCamRawFormatter'),
    makeInstrument(LSSTComCamSim, 'lsst.LsstComCamSimRawFormatter'),
    makeInstrument(LSST_TS8, 'lsst.LsstTS8RawFormatter'),
    makeInstrument(LSSTCamSim, 'lsst.LsstCamSimRawFormatter'),
    makeInstrument(FiberSpec, 'fiberspectrograph.FiberSpectrographRawFormatter', RAW_SPECTRUM),
    makeInstrument(StarTrackerNarrow, 'rubinGenericCamera.StarTrackerNarrowRawFormatter'),
    makeInstrument(StarTrackerWide, 'rubinGenericCamera.StarTrackerWideRawFormatter'),
    makeInstrument(StarTrackerFast, 'rubinGenericCamera.StarTrackerFastRawFormatter'),
  ].map((instrument) => [instrument.name, instrument]),
);

/** The names of the instruments that can be registered. */
export const instrumentNames: readonly string[] = [...instruments.keys()];

/**
 * Finds an instrument by its name in the Butler.
 *
 * @throws UnknownInstrumentError which names those that are known.
 */
export function instrumentByName(name: string): Instrument {
  const instrument = instruments.get(name);
  if (instrument) return instrument;
  throw new UnknownInstrumentError(
    `there is no instrument ${name}; known are ${instrumentNames.join(', ')}`,
    name,
  );
}

/**
 * Source of the names: _instrument.py and rawFormatter.py in obs_lsst, obs_fiberspectrograph and obs_rubinGenericCamera; obs_lsst,
 * _ingest_guider.py.
 *
 * @param formatter the class that reads its raw files, behind the name of its obs package
 */
function makeInstrument(facts: InstrumentFacts, formatter: string, rawType = RAW): Instrument {
  const { name } = facts.instrument;
  const [obsPackage, formatterClass] = formatter.split('.');
  const slots = lines(facts.detectors).map(([id, full_name = '', purpose = '', shape, x, y, yaw]) => {
    const detector: Detector = {
      instrument: name,
      id: Number(id),
      full_name,
      ...raftPlace(full_name, facts.rafts),
      purpose,
    };
    const { bbox, pixelSize_mm, refpos_px } = facts.shapes[
      Number(shape)
    ] as InstrumentFacts['shapes'][number];
    const place: CameraDetector = {
      id: Number(id),
      bbox,
      pixelSize_mm,
      refpos_px,
      offset_mm: [Number(x), Number(y)],
      yaw_deg: Number(yaw),
    };
    return { detector, place };
  });
  const detectors = slots.map(({ detector }) => detector);
  const { plateScale_arcsec_per_mm, fieldAngleCoefficients, focalPlaneParity } = facts;
  return {
    name,
    detectors,
    definition: {
      instrument: facts.instrument,
      detectors,
      physicalFilters: lines(facts.filters).flatMap(([band = '', ...names]) =>
        names.map((filter) => ({ instrument: name, name: filter, band })),
      ),
    },
    camera: {
      name,
      plateScale_arcsec_per_mm,
      fieldAngleCoefficients,
      focalPlaneParity,
      detectors: slots.map(({ place }) => place),
    },
    files: {
      raw: {
        datasetType: rawType,
        run: `${name}/raw/all`,
        formatter: `lsst.obs.${obsPackage}.rawFormatter.${formatterClass}`,
      },
      guider: detectors.some(({ purpose }) => purpose === 'GUIDER')
        ? {
            datasetType: GUIDER_RAW,
            run: `${name}/raw/guider`,
            formatter: 'lsst.obs.base.formatters.fitsGeneric.FitsGenericFormatter',
          }
        : null,
    },
  };
}

function raftPlace(
  full_name: string,
  rafts: InstrumentFacts['rafts'],
): Pick<Detector, 'raft' | 'name_in_raft'> {
  if (rafts === 'none') return { raft: null, name_in_raft: null };
  if (rafts === 'unnamed') return { raft: null, name_in_raft: full_name };
  const [raft = '', name_in_raft = ''] = full_name.split('_');
  return { raft, name_in_raft };
}

function lines(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}
