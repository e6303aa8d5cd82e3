import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { scheduledTime } from '../domain/execution-date';
import type { NewestEvents } from '../domain/newest-events';
import type { RecordFigures } from './record-figures';

/** Where the figures come from. */
export interface RecordSources {
  /** Rejects without a database. */
  readonly readRecord: () => Promise<RecordFigures>;
  readonly now: () => number;
}

/** What a gauge says, by the value of its label; nothing where there is nothing to say. */
type Samples = Readonly<Record<string, number>> | undefined;

/**
 * Registers gauges of the run history: dates by status, and the newest publication. They hold even if the worker that
 * caused a state did not live to count it.
 */
export function registerRecordMetrics(registry: Registry, { readRecord, now }: RecordSources): void {
  const read = sharedWhileUnderWay(readRecord);
  const gauge = (
    name: string,
    help: string,
    label: string,
    samplesOf: (figures: RecordFigures) => Samples,
  ) => {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        const samples = await read().then(samplesOf, () => undefined);
        this.reset();
        for (const [value, sample] of Object.entries(samples ?? {})) this.set({ [label]: value }, sample);
      },
    });
  };
  const ofNewest = (
    name: string,
    help: string,
    secondsOf: (newestMs: number, isLast: boolean) => number | undefined,
  ) => {
    new Gauge({
      name,
      help: `${help}; absent when nothing is published, and without a database.`,
      registers: [registry],
      async collect() {
        const newest = await read().then(
          (figures) => figures.newest,
          () => undefined,
        );
        const seconds = newest && secondsOf(scheduledTime(newest.date).getTime(), newest.isLast);
        if (seconds === undefined) this.remove();
        else this.set(seconds);
      },
    });
  };
  ofNewest(
    'adtech_newest_published_timestamp_seconds',
    'When the newest published date was due (23:00 UTC of that day), in seconds since 1970',
    (newestMs) => newestMs / 1_000,
  );
  ofNewest(
    'adtech_data_age_seconds',
    'Time since the newest published date was due; absent once END_DATE is published',
    (newestMs, isLast) => (isLast ? undefined : (now() - newestMs) / 1_000),
  );
  gauge(
    'adtech_dates',
    'Dates due from START_DATE to END_DATE, by state (done, running, failed, missing); absent without a database.',
    'state',
    ({ dates }) => dates,
  );
  gauge(
    'adtech_newest_rows',
    'Rows of the event logs, of all days, that the newest published date was made from, by outcome (read, kept, rejected, ignored).',
    'outcome',
    ({ newest }) => newest?.rows,
  );
  gauge(
    'adtech_newest_event_timestamp_seconds',
    'The newest day (its 0:00 UTC) up to the newest published date with an event in the log that was counted, in seconds since 1970; absent where that is not known.',
    'log',
    ({ newest }) => newest?.newestEvents && secondsOf(newest.newestEvents),
  );
  gauge(
    'adtech_newest_rejects_unusual',
    'Whether the newest published date has more rejects than is normal, 0 or 1: of the rows that came since the date before (new_rows), or of all (all_rows).',
    'of',
    ({ newest }) => newest?.unusualRejects,
  );
}

function secondsOf(newest: NewestEvents): Samples {
  return Object.fromEntries(
    Object.entries(newest).flatMap(([log, day]) => (day === null ? [] : [[log, Date.parse(day) / 1_000]])),
  );
}

/** Calls at the same time get the same answer. */
function sharedWhileUnderWay<Answer>(read: () => Promise<Answer>): () => Promise<Answer> {
  let underWay: Promise<Answer> | undefined;
  return () =>
    (underWay ??= read().finally(() => {
      underWay = undefined;
    }));
}
