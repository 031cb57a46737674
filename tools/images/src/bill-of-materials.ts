import type { InstalledPackage } from './installed-package.js';

/** What is bundled, as CycloneDX has it: scanners find packages by their files, which a bundle hasn't any more. */
export function billOfMaterials(packages: readonly InstalledPackage[]): string {
  const components = packages.map(({ manifest: { name, version }, license }) => ({
    type: 'library',
    name,
    version,
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
    licenses: [{ license: { name: license } }],
  }));
  components.sort((a, b) => (a.purl < b.purl ? -1 : 1));
  return JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, components });
}
