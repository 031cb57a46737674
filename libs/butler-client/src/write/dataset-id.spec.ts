import { datasetId } from './dataset-id.js';

describe('a dataset id', () => {
  it('is the one that daf_butler gives', () => {
    // From a registry that daf_butler wrote.
    const dataset = {
      datasetType: {
        name: 'guider_raw',
        dimensions: ['instrument', 'detector', 'exposure'],
        storageClass: 'Stamps',
      },
      run: 'LSSTCam/raw/guider',
      dataId: { instrument: 'LSSTCam', exposure: 2025060900101, detector: 194 },
    };
    expect(datasetId(dataset)).toBe('1c0083cf-48e9-5894-8da2-eab8b347d5d7');
  });
});
