import type { ComponentChildren } from 'preact';
import type { CalendarDay } from '../../../domain/execution-date';
import { coordinate } from './scale';

/** Size of the plot of a chart by day, in SVG user units. */
export const WIDTH = 600;
export const HEIGHT = 90;

/** The position of a day on the plot, by its index among all days. */
export function dayCoordinate(i: number, days: number): string {
  return coordinate(days < 2 ? WIDTH / 2 : (i * WIDTH) / (days - 1));
}

/** What charts of one figure by day have in common: its name and newest value, a grid, and the ends of both axes. */
export function DailyFrame({
  name,
  newest,
  maximum,
  summary,
  days,
  children,
}: {
  readonly name: string;
  readonly newest: string;
  /** The value of the upper edge. */
  readonly maximum: string;
  /** What the chart shows, for those who do not see it. */
  readonly summary: string;
  /** In order. */
  readonly days: readonly { readonly date: CalendarDay }[];
  /** The paths, in `WIDTH` by `HEIGHT`. */
  readonly children: ComponentChildren;
}) {
  return (
    <figure class="daily">
      <figcaption>
        {name} <strong>{newest}</strong>
      </figcaption>
      <div class="plot">
        <span class="maximum">{maximum}</span>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary}>
          <path class="grid" d={`M0 0H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT}H${WIDTH}`} />
          {children}
        </svg>
        <span class="days">
          <span>{days[0]?.date}</span>
          <span>{days.at(-1)?.date}</span>
        </span>
      </div>
    </figure>
  );
}
