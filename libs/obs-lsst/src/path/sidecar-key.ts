/**
 * The key of a file's JSON sidecar: the extension becomes `.json`, and a compression's extension goes with the one before it
 * (`.fits.fz`). Source: lsst.resources, ResourcePath.updatedExtension.
 */
export function sidecarKey(key: string): string {
  const slash = key.lastIndexOf('/') + 1;
  const name = key.slice(slash);
  return key.slice(0, slash) + name.replace(/(\.[^.]*)?\.(gz|bz2|xz|fz)$|\.[^.]*$|$/, '.json');
}
