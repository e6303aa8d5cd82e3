import type { ComponentChildren } from 'preact';
import { coordinate } from './scale';

/** A picture that every chart, bar and strip is drawn in; the style sheet colours it. */
export function Plot({
  kind,
  label,
  width,
  height,
  isStretched = false,
  children,
}: {
  /** Its class in the style sheet. */
  readonly kind?: string;
  /** What it shows, for screen readers; absent where text beside it says the same. */
  readonly label?: string;
  /** In SVG user units; without them it fills its box. */
  readonly width?: number;
  readonly height?: number;
  /** Whether the box of the style sheet changes its proportions. */
  readonly isStretched?: boolean;
  readonly children: ComponentChildren;
}) {
  const hasSize = width !== undefined && height !== undefined;
  return (
    <svg
      class={kind}
      viewBox={hasSize ? `0 0 ${width} ${height}` : undefined}
      width={isStretched ? undefined : width}
      height={isStretched ? undefined : height}
      preserveAspectRatio={isStretched ? 'none' : undefined}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? 'true' : undefined}
    >
      {children}
    </svg>
  );
}

/** A number or a name beside an axis. */
export function Tick({
  x,
  y,
  anchor,
  children,
}: {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly children: ComponentChildren;
}) {
  return (
    <text class="tick" x={x} y={y} text-anchor={anchor}>
      {children}
    </text>
  );
}

/** Ranks with a separate colour. */
export const COLOURED_RANKS = 5;

/** The class of a product's mark, by its rank; `gone` without one. */
export function markOf(rank: number | undefined): string {
  if (rank === undefined) return 'gone';
  return rank <= COLOURED_RANKS ? `c${String(rank)}` : 'rest';
}

/** A point of a line, by its index among the days. */
export interface Point {
  readonly i: number;
  readonly x: number;
  readonly y: number;
}

/** The path of a line through points in order. It has a gap at days without a point, and a dot for a point alone. */
export function linePath(points: readonly Point[], join = straight): string {
  return runsOf(points)
    .map((run) =>
      run
        // A line of no length is a dot, by its round ends.
        .map((point, n) => (n === 0 ? `M${point.x} ${point.y}h0` : join(run[n - 1] ?? point, point)))
        .join(''),
    )
    .join('');
}

/** The path of the area between a line and `base`. */
export function areaPath(points: readonly Point[], base: number): string {
  return runsOf(points)
    .map((run) => `M${run[0]?.x ?? 0} ${base}${run.map((point) => straight(point, point)).join('')}V${base}z`)
    .join('');
}

function straight(_: Point, { x, y }: Point): string {
  return `L${x} ${y}`;
}

/** Joins two points by an S that is level at both ends, so that crossing lines can be followed. */
export function curve(from: Point, to: Point): string {
  const middle = coordinate((from.x + to.x) / 2);
  return `C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
}

/** Points of days in a row: nothing is known of the days between. */
function runsOf(points: readonly Point[]): readonly Point[][] {
  const runs: Point[][] = [];
  for (const point of points) {
    const last = runs.at(-1);
    if (last?.at(-1)?.i === point.i - 1) last.push(point);
    else runs.push([point]);
  }
  return runs;
}
