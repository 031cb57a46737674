/** Where a job is; the first of these counts when an object has a job in either lane. */
export const JOB_STATES = ['active', 'waiting', 'delayed', 'completed', 'failed'] as const;

/** One of {@link JOB_STATES}; `delayed` are those that are parked and those that wait for their next attempt. */
export type JobState = (typeof JOB_STATES)[number];
