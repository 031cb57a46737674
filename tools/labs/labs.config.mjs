import preset from '../../jest.preset.mjs';

/** Not jest.config.mjs: these take minutes and install Ceph, which is no matter for `npm test`. They wait more than they work, so two run at once. */
export default { ...preset, displayName: 'labs', testMatch: ['<rootDir>/test/**/*.lab.ts'], maxWorkers: 2 };
