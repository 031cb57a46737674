import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom. Arrows point one way: apps -> ingest rules -> instrument and Butler -> geometry and formats.
 * `tools/boundaries` shows that the rule bites.
 */
const sources = [
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
  { sourceTag: 'type:cli', onlyDependOnLibsWithTags: ['type:lib', 'type:app'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:lib', 'type:app', 'type:cli', 'type:tool'] },
  // Sphere and file format know nothing of Rubin.
  { sourceTag: 'scope:geometry', onlyDependOnLibsWithTags: ['scope:geometry'] },
  { sourceTag: 'scope:format', onlyDependOnLibsWithTags: ['scope:format'] },
  // Queue, events, object store and service know nothing of astronomy.
  { sourceTag: 'scope:transport', onlyDependOnLibsWithTags: ['scope:transport'] },
  // Instruments know nothing of databases; the Butler knows nothing of instruments.
  {
    sourceTag: 'scope:instrument',
    onlyDependOnLibsWithTags: ['scope:instrument', 'scope:geometry', 'scope:format'],
  },
  { sourceTag: 'scope:butler', onlyDependOnLibsWithTags: ['scope:butler', 'scope:geometry'] },
  // The ingest rules bring both together, and know nothing of how a file came.
  {
    sourceTag: 'scope:ingest',
    onlyDependOnLibsWithTags: [
      'scope:ingest',
      'scope:instrument',
      'scope:butler',
      'scope:geometry',
      'scope:format',
    ],
  },
  // Rubin's own pipelines behind our engine: they know the ingest rules' terms, and no database of ours.
  {
    sourceTag: 'scope:stack',
    onlyDependOnLibsWithTags: ['scope:stack', 'scope:ingest', 'scope:butler'],
  },
  // What operators see brings queue, ledger and bucket together with the instruments' names, and knows no app.
  {
    sourceTag: 'scope:operator',
    onlyDependOnLibsWithTags: [
      'scope:operator',
      'scope:feeds',
      'scope:transport',
      'scope:instrument',
      'scope:geometry',
      'scope:format',
    ],
  },
  // What another service keeps of instruments and nights.
  {
    sourceTag: 'scope:peer',
    onlyDependOnLibsWithTags: ['scope:peer', 'scope:instrument', 'scope:transport'],
  },
  // What the pipeline tells others, the peer's statistics among them.
  {
    sourceTag: 'scope:feeds',
    onlyDependOnLibsWithTags: ['scope:feeds', 'scope:peer', 'scope:instrument', 'scope:transport'],
  },
  // Servers for demonstrations and tests know nothing of ours.
  { sourceTag: 'scope:servers', onlyDependOnLibsWithTags: ['scope:servers'] },
  { sourceTag: 'scope:app', onlyDependOnLibsWithTags: ['*'] },
];

/** Tests of every room may start servers; types stay as they are. */
const tests = sources.map(({ sourceTag, onlyDependOnLibsWithTags: tags }) => ({
  sourceTag,
  onlyDependOnLibsWithTags: sourceTag.startsWith('scope:') ? [...tags, 'scope:servers'] : tags,
}));

const boundaries = (depConstraints) => [
  'error',
  { enforceBuildableLibDependency: true, allow: [], depConstraints },
];

export default [
  { ignores: ['**/dist', '**/out-tsc', '**/node_modules', '**/*.generated.ts'] },
  ...nx.configs['flat/base'],
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundaries(sources),
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'off',
    },
  },
  {
    files: ['**/test/**/*.ts', '**/*.spec.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries(tests) },
  },
];
