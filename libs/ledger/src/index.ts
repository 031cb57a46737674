export { STATES, type ObjectState } from './object-life.js';
export type { Stage, StageSink, StageTime } from './stage.js';
