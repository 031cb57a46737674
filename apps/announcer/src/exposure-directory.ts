import type { IngestedFile } from '@footman/feeds';

/** The name of the directory that a file is in: that of its exposure. Source: embargo-butler, `Info.from_path`, `exp_id`. */
export function exposureDirectory({ obs_id, key }: Pick<IngestedFile, 'obs_id' | 'key'>): string {
  return obs_id ?? key.split('/').at(-2) ?? '';
}
