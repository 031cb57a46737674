/** Injection token of what is before all paths. */
export const BASE = Symbol('base path');
