/** Runs every date again whose newest run has failed. */
export const RUN_FAILED_DATES = '`npx adtech backfill --only failed`';

/** Remedies for failures that last until a person fixes their cause; appended to a message that names it. */
export const ONCE_CORRECTED = `. Once that is corrected: ${RUN_FAILED_DATES}`;
