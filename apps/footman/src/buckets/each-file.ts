import { errorLine } from '../errors.js';
import type { YamlFile } from './yaml-files.js';

/** Does something for each file, also if it fails for one; the exit code is the highest of them, 2 for one that failed. */
export async function forEachFile<T>(
  files: readonly YamlFile<T>[],
  work: (file: YamlFile<T>) => Promise<0 | 1>,
): Promise<void> {
  let code = 0;
  for (const file of files) {
    try {
      code = Math.max(code, await work(file));
    } catch (error) {
      process.stderr.write(`footman: ${file.name}: ${errorLine(error)}\n`);
      code = 2;
    }
  }
  process.exitCode = code;
}
