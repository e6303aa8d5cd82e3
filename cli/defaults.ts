/** Default days of `adtech status`. */
export const STATUS_DAYS = 30;

/** `adtech backfill` asks before it runs more dates than this. */
export const ASK_ABOVE_DATES = 30;

/** `adtech up` asks on a terminal before it catches up more dates than this. */
export const ASK_UP_ABOVE_DATES = 60;

/** Most open runs at the same time: enough for several workers, and few enough that dates are completed one by one. */
export const DEFAULT_MAX_PARALLEL = 12;

/** Default rows of each log, days and seed of a sample. */
export const SAMPLE_DEFAULTS = { rows: 100_000, days: 30, seed: 1 };
