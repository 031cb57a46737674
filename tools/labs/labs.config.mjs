import preset from '../../jest.preset.mjs';

/** Not jest.config.mjs: these take minutes and install Ceph, which is no matter for `npm test`. */
export default { ...preset, displayName: 'labs', testMatch: ['<rootDir>/test/**/*.lab.ts'] };
