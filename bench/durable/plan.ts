import { LAST_LOG_DAY, LOG_DAYS, QUICK_SIZE, SIZES } from '../plan';
import type { Size } from '../plan';
import { addDays, daysFromTo } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';

/** The durable peers, in the order in which they run. */
export const DURABLE_PEERS = ['temporal-once', 'temporal-each', 'airflow', 'dagster'] as const;
/** How a peer is asked for. */
export type DurablePeerName = (typeof DURABLE_PEERS)[number];

/** The name of this system in the report. */
export const OURS = 'ours';

/** The backfills of one repeat: the second on servers and workers that have done the first. */
export const BACKFILLS = ['cold', 'warm'] as const;
/** One of the backfills. */
export type BackfillName = (typeof BACKFILLS)[number];

const QUICK_DATES = 4;

/** What one call of the durable bench does. */
export interface DurablePlan {
  readonly isQuick: boolean;
  /** The smallest first. */
  readonly sizes: readonly Size[];
  readonly repeats: number;
  readonly peers: readonly DurablePeerName[];
  readonly dates: readonly CalendarDay[];
}

/** A goal for the wall time of ours against a peer's, or for its peak. */
export interface DurableGoal {
  readonly backfill: BackfillName;
  readonly peer: DurablePeerName;
  readonly size: string;
  readonly of: 'wall' | 'peak';
  /** Ours divided by the peer's. */
  readonly maxRatio: number;
}

/** The goals. */
export const DURABLE_GOALS: readonly DurableGoal[] = [
  { size: 'S', peer: 'temporal-once', backfill: 'warm', of: 'wall', maxRatio: 0.9 },
  { size: 'M', peer: 'temporal-once', backfill: 'warm', of: 'wall', maxRatio: 0.5 },
  { size: 'L', peer: 'temporal-once', backfill: 'warm', of: 'wall', maxRatio: 0.5 },
  { size: 'L', peer: 'temporal-once', backfill: 'warm', of: 'peak', maxRatio: 0.3 },
  { size: 'S', peer: 'airflow', backfill: 'cold', of: 'wall', maxRatio: 0.05 },
  { size: 'S', peer: 'dagster', backfill: 'cold', of: 'wall', maxRatio: 0.05 },
];

/** The plan of a whole run, of a part of it, or of a tiny one with the first peer. */
export function createDurablePlan(asked: {
  readonly sizes: readonly Size[];
  readonly repeats: number;
  readonly peers: readonly DurablePeerName[];
  readonly isQuick: boolean;
}): DurablePlan {
  const dates = asked.isQuick ? QUICK_DATES : LOG_DAYS;
  const peers = DURABLE_PEERS.filter((peer) => asked.peers.includes(peer));
  return {
    isQuick: asked.isQuick,
    sizes: asked.isQuick ? [QUICK_SIZE] : SIZES.filter((size) => asked.sizes.includes(size)),
    repeats: asked.isQuick ? 1 : asked.repeats,
    peers: asked.isQuick ? peers.slice(0, 1) : peers,
    dates: daysFromTo(addDays(LAST_LOG_DAY, 1 - dates), LAST_LOG_DAY),
  };
}
