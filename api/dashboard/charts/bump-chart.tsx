import type { CalendarDay } from '../../../domain/execution-date';
import { LIST_LENGTH } from '../../../domain/models/model';
import { curve, linePath, markOf, Plot, Tick } from './plot';
import type { Point } from './plot';
import { linear } from './scale';

const ROW = 19;
const TOP = 22;
const LEFT = 26;
const LABELS = 130;
const WIDTH = 620;
const HEIGHT = TOP + LIST_LENGTH * ROW + 4;
/** Day names that fit below one another's width. */
const NAMED_DAYS = 8;
const NAMED_RANKS = [1, 5, 10, 15, 20];
const LABEL_LENGTH = 16;

/** A product's rank on a day. */
interface DailyRank {
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
  const x = linear([0, days.length - 1], [LEFT, WIDTH - LABELS]);
  const y = linear([0.5, LIST_LENGTH + 0.5], [TOP, TOP + LIST_LENGTH * ROW]);
  const last = days.at(-1);
  const newest = new Map(
    ranks.filter(({ date }) => date === last).map(({ product, rank }) => [product, rank]),
  );
  const lines = linesOf(ranks, new Map(days.map((day, i) => [day, i])));
  const leader = lines.find(({ product }) => newest.get(product) === 1)?.product;
  const every = Math.ceil(days.length / NAMED_DAYS);
  const rankOf = ({ product }: { readonly product: string }) => newest.get(product) ?? Infinity;
  return (
    <Plot
      kind="bump"
      label={`Ranks of ${name} over ${String(days.length)} days, ${String(lines.length)} products${leader === undefined ? '' : `; first on ${last ?? ''}: ${leader}`}. The table below has the same.`}
      width={WIDTH}
      height={HEIGHT}
    >
      {days.map((day, i) =>
        (days.length - 1 - i) % every === 0 ? (
          <Tick x={x(i)} y={12} anchor={i === 0 ? 'start' : 'middle'}>
            {day.slice(5)}
          </Tick>
        ) : null,
      )}
      {NAMED_RANKS.map((rank) => (
        <Tick x={LEFT - 12} y={y(rank) + 4} anchor="end">
          {rank}
        </Tick>
      ))}
      {/* Those that have left first, so that the newest list is drawn over them. */}
      {lines
        .sort((a, b) => rankOf(b) - rankOf(a))
        .map(({ product, positions }) => {
          const rank = newest.get(product);
          const points = positions.map((at): Point => ({ i: at.i, x: x(at.i), y: y(at.rank) }));
          return (
            <g class={markOf(rank)}>
              <title>{product}</title>
              <path d={linePath(points, curve)} />
              {rank !== undefined && (
                <text x={WIDTH - LABELS + 10} y={y(rank) + 4}>
                  {product.length > LABEL_LENGTH ? `${product.slice(0, LABEL_LENGTH - 1)}…` : product}
                </text>
              )}
            </g>
          );
        })}
    </Plot>
  );
}

interface Position {
  readonly i: number;
  readonly rank: number;
}

/** The positions of each product, by day. */
function linesOf(ranks: readonly DailyRank[], column: ReadonlyMap<CalendarDay, number>) {
  const lines = new Map<string, Position[]>();
  for (const { date, rank, product } of ranks) {
    const i = column.get(date);
    if (i === undefined) continue;
    const positions = lines.get(product);
    if (positions === undefined) lines.set(product, [{ i, rank }]);
    else positions.push({ i, rank });
  }
  return [...lines].map(([product, of]) => ({ product, positions: of.sort((a, b) => a.i - b.i) }));
}
