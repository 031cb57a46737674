import type { StageSink } from './stage.js';

/** One sink for several; those that are missing are left out. */
export function tellAll(...sinks: readonly (StageSink | '' | undefined)[]): StageSink {
  const there = sinks.filter((sink) => typeof sink === 'object');
  return {
    send: (...stages) => {
      for (const sink of there) sink.send(...stages);
    },
  };
}
