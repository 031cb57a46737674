/** What is wrong with one variable. */
export interface ConfigProblem {
  readonly variable: string;
  /** The rule that it breaks; never holds its value. */
  readonly rule: string;
}

/** Some settings can't be used; the message names all of them, a line each. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly code = 'config.invalid';

  constructor(
    readonly problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    const lines = problems.map(({ variable, rule }) => `  ${variable}: ${rule}`);
    super(['The configuration has problems:', ...lines].join('\n'), options);
  }
}
