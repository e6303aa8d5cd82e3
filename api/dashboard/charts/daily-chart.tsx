import type { CalendarDay } from '../../../domain/execution-date';
import { areaPath, linePath, Plot } from './plot';
import { linear, roundMaximum } from './scale';

const WIDTH = 600;
const HEIGHT = 90;

/** A figure of each day; null where there is none. */
interface DailyValue {
  readonly date: CalendarDay;
  readonly value: number | null;
  /** The ends of its confidence interval. */
  readonly interval?: readonly [low: number, high: number] | undefined;
}

/**
 * One figure over the days, in order, from 0 on: a small chart of as many as are side by side. It has an area below the
 * line, or a bar for each interval.
 */
export function DailyChart({
  name,
  values,
  top,
  format,
}: {
  readonly name: string;
  readonly values: readonly DailyValue[];
  /** The value of the upper edge, the same for charts that are compared; default: a round number above the highest. */
  readonly top?: number;
  readonly format: (value: number) => string;
}) {
  const known = values.flatMap(({ value, ...rest }, i) => (value === null ? [] : [{ ...rest, i, value }]));
  const newest = known.at(-1);
  if (newest === undefined) return null;
  const numbers = known.map(({ value }) => value);
  const [lowest, highest] = [Math.min(...numbers), Math.max(...numbers)];
  const edge = top ?? roundMaximum(highest);
  const x = linear([0, values.length - 1], [0, WIDTH]);
  const scale = linear([0, edge], [HEIGHT, 0]);
  const y = (value: number) => scale(Math.min(value, edge));
  const points = known.map(({ i, value }) => ({ i, x: x(i), y: y(value) }));
  const bars = known.map(({ i, interval }) =>
    interval === undefined ? '' : `M${x(i)} ${y(interval[0])}V${y(interval[1])}`,
  );
  const between =
    newest.interval === undefined ? '' : `, between ${newest.interval.map(format).join(' and ')}`;
  const label = `${name} by day: lowest ${format(lowest)}, highest ${format(highest)}, ${newest.date} ${format(newest.value)}${between}`;
  return (
    <figure class="daily">
      <figcaption>
        {name} <strong>{format(newest.value)}</strong>
      </figcaption>
      <div class="plot">
        <span class="maximum">{top === undefined && highest === 0 ? '' : format(edge)}</span>
        <Plot label={label} width={WIDTH} height={HEIGHT} isStretched>
          <path class="grid" d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`} />
          {newest.interval === undefined ? (
            <path class="area" d={areaPath(points, HEIGHT)} />
          ) : (
            <path class="interval" d={bars.join('')} />
          )}
          <path class="line" d={linePath(points)} />
        </Plot>
        <span class="days">
          <span>{values[0]?.date}</span>
          <span>{values.at(-1)?.date}</span>
        </span>
      </div>
    </figure>
  );
}
