import type { CalendarDay } from '../../../domain/execution-date';
import { DailyFrame, dayCoordinate, HEIGHT } from './daily-frame';
import { coordinate } from './scale';

/** A mean of a day with its interval; null where there is none. */
export interface DailyInterval {
  readonly date: CalendarDay;
  readonly value: { readonly mean: number; readonly low: number; readonly high: number } | null;
}

/** One mean over the days, in order, with a bar from end to end of each day's interval; charts with one `top` can be held side by side. */
export function IntervalChart({
  name,
  values,
  top,
  format,
}: {
  readonly name: string;
  readonly values: readonly DailyInterval[];
  /** The value of the upper edge. */
  readonly top: number;
  readonly format: (value: number) => string;
}) {
  const known = values.flatMap(({ date, value }, i) => (value === null ? [] : [{ date, i, ...value }]));
  const newest = known.at(-1);
  if (newest === undefined) return null;
  const x = (i: number) => dayCoordinate(i, values.length);
  const y = (value: number) => coordinate(HEIGHT - (Math.min(value, top) / top) * HEIGHT);
  const bars = known.map(({ i, low, high }) => `M${x(i)} ${y(low)}V${y(high)}`).join('');
  // A line must not bridge days of which nothing is known; of a day alone it has no length, and round ends make a dot.
  const line = known
    .map(({ i, mean }) => `${known.some((one) => one.i === i - 1) ? 'L' : 'M'}${x(i)} ${y(mean)}h0`)
    .join('');
  const means = known.map(({ mean }) => mean);
  const summary = `${name} by day: lowest ${format(Math.min(...means))}, highest ${format(Math.max(...means))}, ${newest.date} ${format(newest.mean)}, between ${format(newest.low)} and ${format(newest.high)}`;
  return (
    <DailyFrame
      name={name}
      newest={format(newest.mean)}
      maximum={format(top)}
      summary={summary}
      days={values}
    >
      <path class="interval" d={bars} />
      <path class="line" d={line} />
    </DailyFrame>
  );
}
