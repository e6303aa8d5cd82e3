import type { CalendarDay } from '../../../domain/execution-date';
import { LIST_LENGTH } from '../../../domain/models/model';
import { coordinate } from './scale';

const ROW = 19;
const TOP = 22;
const LEFT = 26;
const LABELS = 130;
const WIDTH = 620;
const HEIGHT = TOP + LIST_LENGTH * ROW + 4;
/** Day names that fit below one another's width. */
const NAMED_DAYS = 8;
const LABEL_LENGTH = 16;
/** Lines with a separate colour, by their newest rank. */
const COLOURED = 5;

/** A product's rank on a day. */
export interface DailyRank {
  readonly date: CalendarDay;
  readonly rank: number;
  readonly product: string;
}

/** Ranks over the days: a line for each product, broken on days on which it is not listed. */
export function BumpChart({
  name,
  days,
  ranks,
}: {
  readonly name: string;
  /** In order, with those that are not published. */
  readonly days: readonly CalendarDay[];
  readonly ranks: readonly DailyRank[];
}) {
  const column = new Map(days.map((day, i) => [day, i]));
  const step = days.length < 2 ? 0 : (WIDTH - LEFT - LABELS) / (days.length - 1);
  const x = (i: number) => LEFT + i * step;
  const y = (rank: number) => TOP + (rank - 0.5) * ROW;
  const last = days.at(-1);
  const lines = linesOf(ranks, column).map(({ product, points }) => {
    const end = points.at(-1);
    return { product, points, newest: end !== undefined && days[end.i] === last ? end.rank : undefined };
  });
  const every = Math.ceil(days.length / NAMED_DAYS);
  const leader = lines.find(({ newest }) => newest === 1)?.product;
  return (
    <svg
      class="bump"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      role="img"
      aria-label={`Ranks of ${name} over ${String(days.length)} days, ${String(lines.length)} products${leader === undefined ? '' : `; first on ${last ?? ''}: ${leader}`}. The table below has the same.`}
    >
      {days.map((day, i) =>
        (days.length - 1 - i) % every === 0 ? (
          <text class="tick" x={x(i)} y={12} text-anchor={i === 0 ? 'start' : 'middle'}>
            {day.slice(5)}
          </text>
        ) : null,
      )}
      {[1, 5, 10, 15, 20].map((rank) => (
        <text class="tick" x={LEFT - 12} y={y(rank) + 4} text-anchor="end">
          {rank}
        </text>
      ))}
      {/* Those that have left first, so that the newest list is drawn over them. */}
      {[...lines]
        .sort((a, b) => (b.newest ?? Infinity) - (a.newest ?? Infinity))
        .map(({ product, points, newest }) => (
          <g class={newest === undefined ? 'gone' : newest <= COLOURED ? `c${String(newest)}` : 'rest'}>
            <title>{product}</title>
            <path d={pathOf(points, x, y)} />
            {newest !== undefined && (
              <text x={WIDTH - LABELS + 10} y={y(newest) + 4}>
                {product.length > LABEL_LENGTH ? `${product.slice(0, LABEL_LENGTH - 1)}…` : product}
              </text>
            )}
          </g>
        ))}
    </svg>
  );
}

interface Point {
  readonly i: number;
  readonly rank: number;
}

function linesOf(ranks: readonly DailyRank[], column: ReadonlyMap<CalendarDay, number>) {
  const lines = new Map<string, Point[]>();
  for (const { date, rank, product } of ranks) {
    const i = column.get(date);
    if (i === undefined) continue;
    const points = lines.get(product);
    if (points === undefined) lines.set(product, [{ i, rank }]);
    else points.push({ i, rank });
  }
  return [...lines].map(([product, points]) => ({ product, points: points.sort((a, b) => a.i - b.i) }));
}

/** From day to day an S, level at both ends, so that crossing lines can be followed. */
function pathOf(points: readonly Point[], x: (i: number) => number, y: (rank: number) => number): string {
  return points
    .map((point, n) => {
      const [px, py] = [coordinate(x(point.i)), coordinate(y(point.rank))];
      const before = points[n - 1];
      // A line of no length is a dot, by its round ends.
      if (before?.i !== point.i - 1) return `M${px} ${py}h0`;
      const middle = coordinate((x(before.i) + x(point.i)) / 2);
      return `C${middle} ${coordinate(y(before.rank))} ${middle} ${py} ${px} ${py}`;
    })
    .join('');
}
