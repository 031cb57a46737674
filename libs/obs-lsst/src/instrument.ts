import type { Camera, CameraDetector } from './camera/camera.js';
import { UnknownInstrumentError } from './errors.js';
import type { InstrumentFacts } from './instruments/instrument-facts.js';
import { LATISS } from './instruments/latiss.generated.js';
import { LSST_TS8 } from './instruments/lsst-ts8.generated.js';
import { LSSTCam } from './instruments/lsstcam.generated.js';
import { LSSTCamSim } from './instruments/lsstcamsim.generated.js';
import { LSSTComCam } from './instruments/lsstcomcam.generated.js';
import { LSSTComCamSim } from './instruments/lsstcomcamsim.generated.js';

/** How files of one kind are stored. */
export interface FileKind {
  readonly datasetType: {
    readonly name: string;
    readonly dimensions: readonly string[];
    readonly storageClass: string;
  };
  readonly run: string;
  /** The full name of the Python class that reads the file. */
  readonly formatter: string;
}

/** A detector slot, as the registry has it. */
export interface Detector {
  readonly instrument: string;
  readonly id: number;
  readonly full_name: string;
  readonly name_in_raft: string;
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
  readonly raw: FileKind;
  readonly guider: FileKind;
}

const DIMENSIONS = ['instrument', 'detector', 'exposure'];

const instruments = new Map(
  [
    makeInstrument(LSSTCam, 'LsstCamRawFormatter'),
    makeInstrument(LATISS, 'LatissRawFormatter'),
    makeInstrument(LSSTComCam, 'LsstComCamRawFormatter'),
    makeInstrument(LSSTComCamSim, 'LsstComCamSimRawFormatter'),
    makeInstrument(LSST_TS8, 'LsstTS8RawFormatter'),
    makeInstrument(LSSTCamSim, 'LsstCamSimRawFormatter'),
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

/** Source of the names: obs_lsst, _instrument.py and rawFormatter.py; obs_lsst, _ingest_guider.py. */
function makeInstrument(facts: InstrumentFacts, formatter: string): Instrument {
  const { name } = facts.instrument;
  const slots = lines(facts.detectors).map(([id, full_name = '', purpose = '', shape, x, y, yaw]) => {
    const [raft = null, name_in_raft = ''] = facts.rafts ? full_name.split('_') : [null, full_name];
    const detector: Detector = { instrument: name, id: Number(id), full_name, name_in_raft, raft, purpose };
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
    raw: {
      datasetType: { name: 'raw', dimensions: DIMENSIONS, storageClass: 'Exposure' },
      run: `${name}/raw/all`,
      formatter: `lsst.obs.lsst.rawFormatter.${formatter}`,
    },
    guider: {
      datasetType: { name: 'guider_raw', dimensions: DIMENSIONS, storageClass: 'Stamps' },
      run: `${name}/raw/guider`,
      formatter: 'lsst.obs.base.formatters.fitsGeneric.FitsGenericFormatter',
    },
  };
}

function lines(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
}
