const jsc = {
  parser: { syntax: 'typescript', decorators: true },
  transform: {
    legacyDecorator: true,
    decoratorMetadata: true,
    react: { runtime: 'automatic', importSource: 'preact' },
  },
  target: 'es2022',
};
const swc = (more) => [
  '@swc/jest',
  { jsc: { ...jsc, parser: { ...jsc.parser, ...more } }, module: { type: 'es6' } },
];

/** Every project's tests: ESM through swc, our own packages straight from their sources. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@footman/source', 'node', 'node-addons'] },
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': swc({}), '^.+\\.tsx$': swc({ tsx: true }) },
  testTimeout: 60_000,
};
