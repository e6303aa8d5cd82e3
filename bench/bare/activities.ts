const nothing = () => Promise.resolve();

/** As many activities as the run of a date has; none of them does anything. */
export const bareActivities = { filter: nothing, rankOne: nothing, rankOther: nothing, write: nothing };
/** The activities of a bare run. */
export type BareActivities = typeof bareActivities;
