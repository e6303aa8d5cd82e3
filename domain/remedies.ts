/** Runs every date again whose newest run has failed. */
export const RUN_FAILED_DATES = '`npx adtech backfill --only failed`';

/** What to do about a failure that lasts until somebody mends its cause, behind a message that says how. */
export const ONCE_MENDED = `. Once that is mended: ${RUN_FAILED_DATES}`;
