import type { CalendarDay } from '../../../domain/execution-date';
import { DailyFrame, dayCoordinate, HEIGHT } from './daily-frame';
import { coordinate, roundMaximum } from './scale';

/** A figure of each day; null where there is none. */
export interface DailyValue {
  readonly date: CalendarDay;
  readonly value: number | null;
}

/** One figure over the days, in order, from 0 on: a small chart of as many as stand side by side. */
export function DailyChart({
  name,
  values,
  format,
}: {
  readonly name: string;
  readonly values: readonly DailyValue[];
  readonly format: (value: number) => string;
}) {
  const known = values.flatMap(({ date, value }) => (value === null ? [] : [{ date, value }]));
  const newest = known.at(-1);
  if (newest === undefined) return null;
  const numbers = known.map(({ value }) => value);
  const [lowest, highest] = [Math.min(...numbers), Math.max(...numbers)];
  const top = roundMaximum(highest);
  const x = (i: number) => dayCoordinate(i, values.length);
  const y = (value: number) => coordinate(HEIGHT - (value / top) * HEIGHT);
  const pieces = piecesOf(values);
  // Of a day alone, a line of no length: its round ends make a dot.
  const line = pieces
    .map((of) => (of.length === 1 ? `M${at(of[0])}h0` : `M${of.map(at).join('L')}`))
    .join('');
  const area = pieces
    .filter((of) => of.length > 1)
    .map((of) => `M${x(of[0]?.i ?? 0)} ${HEIGHT}L${of.map(at).join('L')}V${HEIGHT}z`)
    .join('');
  const summary = `${name} by day: lowest ${format(lowest)}, highest ${format(highest)}, ${newest.date} ${format(newest.value)}`;
  return (
    <DailyFrame
      name={name}
      newest={format(newest.value)}
      maximum={highest === 0 ? '' : format(top)}
      summary={summary}
      days={values}
    >
      <path class="area" d={area} />
      <path class="line" d={line} />
    </DailyFrame>
  );

  function at(point: Point | undefined): string {
    return point === undefined ? '' : `${x(point.i)} ${y(point.value)}`;
  }
}

interface Point {
  readonly i: number;
  readonly value: number;
}

/** Runs of days with a value: a line must not bridge days of which nothing is known. */
function piecesOf(values: readonly DailyValue[]): Point[][] {
  const pieces: Point[][] = [];
  let open: Point[] | undefined;
  for (const [i, { value }] of values.entries()) {
    if (value === null) open = undefined;
    else if (open === undefined) pieces.push((open = [{ i, value }]));
    else open.push({ i, value });
  }
  return pieces;
}
