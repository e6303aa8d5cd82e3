/** Days that `adtech status` shows. */
export const STATUS_DAYS = 30;

/** `adtech backfill` runs more dates than these only after a yes. */
export const ASK_ABOVE_DATES = 30;

/** Dates whose runs are open at the same time: work for several workers, and few enough that dates are done one by one. */
export const DEFAULT_MAX_PARALLEL = 12;

/** Rows of each log, days and seed where none are given. */
export const SAMPLE_DEFAULTS = { rows: 100_000, days: 30, seed: 1 };
