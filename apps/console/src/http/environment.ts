/** Injection token of the environment, for what reads variables of its own. */
export const ENVIRONMENT = Symbol('environment');
