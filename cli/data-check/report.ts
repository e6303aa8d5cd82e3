import type { CalendarDay } from '../../domain/execution-date';
import type { IgnoredCounts } from '../../domain/ignored-counts';
import type { Counter, LogName } from '../../domain/logs';
import type { RejectCounts, RejectReason } from '../../domain/record-validation';
import type { UnusualVolume } from '../../domain/volumes';
import type { Copies } from '../copies';
import type { ReportedSource } from './report-sources';
import type { ReportedUnread } from '../unread';

/** Most rows shown for a kind of oddity. */
export const SHOWN_ROWS = 3;
/** Most ids named for a kind of oddity. */
export const NAMED_IDS = 20;

/** A rejected row. */
export interface RejectedRow {
  readonly line: number;
  readonly reason: RejectReason;
  readonly text: string;
}

/** The contents of one object. */
export interface ObjectReport {
  readonly log: LogName;
  readonly key: string;
  readonly size_bytes: number;
  /** The JSON path of the description by which it is read; null where its log has none. */
  readonly entry: string | null;
  readonly rows: number;
  /** `rows` that are neither rejected nor ignored. */
  readonly accepted: number;
  readonly rejected: number;
  readonly rejects: RejectCounts;
  /** Ignored rows by their type. */
  readonly ignored: IgnoredCounts;
  /** The first rows of each reason, among the first 1,000 rejects of the object. */
  readonly first_rejects: readonly RejectedRow[];
  /** Which description would read the rejected rows, by reason, where their form is known. */
  readonly hints: Partial<Record<RejectReason, string>>;
  readonly first_day: CalendarDay | null;
  readonly last_day: CalendarDay | null;
  /** Why it cannot be read; then the figures are empty. */
  readonly fault: string | null;
}

/** The number of items, and the first of them. */
export interface Named<One> {
  readonly count: number;
  readonly first: readonly One[];
}

/** The contents of a lake's logs. */
export interface DataReport {
  readonly lake: string;
  readonly objects: readonly ObjectReport[];
  /** The descriptions of logs in `sources.json`. */
  readonly sources: readonly ReportedSource[];
  /** Logs without an object or with too many objects, in words. */
  readonly faults: readonly string[];
  /** Objects below `input/` that no log reads, by the kind of the reason. */
  readonly unread: readonly ReportedUnread[];
  /** Groups of objects of one log that have the same bytes. */
  readonly copies: Named<Copies>;
  /** The rows of both event logs together. */
  readonly rows: {
    readonly read: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly ignored: number;
    readonly ignored_by_type: IgnoredCounts;
  };
  /** Rejects over rows of both event logs together, 0 to 1; null without rows. */
  readonly rejected_fraction: number | null;
  /** The share above which dates fail. */
  readonly max_rejected_fraction: number;
  /** Events by day, of active and other advertisers. */
  readonly days: readonly {
    readonly date: CalendarDay;
    readonly totals: Readonly<Record<Counter, number>>;
  }[];
  /** Days without a row between days with rows, from START_DATE to today; if all days are earlier, the gaps among them. */
  readonly days_without_rows: readonly CalendarDay[];
  /** Events of days after today (UTC), and the objects that contain them. */
  readonly future_events: {
    readonly count: number;
    readonly newest_day: CalendarDay | null;
    readonly objects: Named<string>;
  };
  /** Events of days before START_DATE; every date counts them. */
  readonly events_before_start_date: {
    readonly start_date: CalendarDay;
    readonly count: number;
    readonly oldest_day: CalendarDay | null;
  };
  readonly unusual_volumes: readonly UnusualVolume[];
  readonly active_advertisers: number;
  /** The newest publication; null without a database, and before the first publication. */
  readonly newest_publication: { readonly date: CalendarDay; readonly active_advertisers: number } | null;
  /** Why a run would fail with `AdvertisersLost`; null if it would not. */
  readonly lost_advertisers: string | null;
  /** Events: where rows carry counts, the sum of these. */
  readonly rows_of_active_advertisers: number;
  readonly advertisers_without_rows: Named<string>;
  readonly clicks_without_impressions: Named<{
    readonly advertiser_id: string;
    readonly product_id: string;
    readonly clicks: number;
  }>;
  /** Products of active advertisers with impressions and with more clicks than impressions. */
  readonly ctr_above_1: number;
}
