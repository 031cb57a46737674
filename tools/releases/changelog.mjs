/**
 * How a release is written down in CHANGELOG.md: one entry for each version plan, as it was written. Nx's own renderer says it again
 * for each package that a plan names.
 */
export default class Changelog {
  #changes;
  #version;

  constructor({ changes, changelogEntryVersion }) {
    this.#changes = changes;
    this.#version = changelogEntryVersion;
  }

  /** What breaks something comes first. */
  render() {
    const breaking = this.#entries(({ isBreaking }) => isBreaking);
    const others = this.#entries(({ isBreaking }) => !isBreaking);
    const title = `## ${this.#version} (${new Date().toISOString().slice(0, 10)})`;
    return [
      title,
      ...(breaking.length > 0 ? ['### What breaks', ...breaking, '### What else'] : []),
      ...others,
    ].join('\n\n');
  }

  #entries(wanted) {
    const texts = this.#changes.filter(wanted).map(({ body, description }) => (body || description).trim());
    return [...new Set(texts)].map((text) => `- ${text.replaceAll('\n', '\n  ').replaceAll(/^ +$/gm, '')}`);
  }
}
