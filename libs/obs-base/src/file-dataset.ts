import type { FileDataset } from '@footman/butler-client';
import { instrumentByName } from '@footman/obs-lsst';
import type { DescribedRaw } from './described-raw.js';

/** The dataset that a file becomes, given its exposure's id. */
export function fileDataset(file: DescribedRaw, exposure: number): FileDataset {
  const { instrument, detector_num: detector } = file.info;
  const kind = instrumentByName(instrument).files[file.kind];
  // describeRaw lets no guider pass of a camera that has none.
  if (!kind) throw new TypeError(`${instrument} has no files of kind ${file.kind}`);
  return {
    datasetType: kind.datasetType,
    run: kind.run,
    dataId: { instrument, detector, exposure },
    uri: file.uri,
    formatter: kind.formatter,
    fileSize: file.size,
  };
}
