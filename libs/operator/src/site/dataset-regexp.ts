import { OperatorError } from '../errors.js';

/** What of `[profile@]bucket/key` is a dataset: DATASET_REGEXP, as the intake has it. @throws OperatorError */
export function datasetRegexp(env: NodeJS.ProcessEnv): RegExp {
  try {
    return new RegExp(env['DATASET_REGEXP'] || 'fits$');
  } catch {
    throw new OperatorError('DATASET_REGEXP is not a regular expression', 'operator.setting');
  }
}
