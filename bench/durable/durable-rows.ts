import type { Size } from '../plan';
import { median } from '../row';
import type { Row } from '../row';
import type { SystemTiming } from '../system';
import type { BackfillTimings, Contestant } from './contestants';
import { BACKFILLS, DURABLE_GOALS, OURS } from './plan';
import type { BackfillName, DurableGoal, DurablePlan } from './plan';

/** What was measured of a size: by contestant, ours first, one value per repeat. */
export type DurableTimings = ReadonlyMap<Pick<Contestant, 'name' | 'title'>, readonly BackfillTimings[]>;

/** A row for each backfill of each contestant; a peer's row has the ratio of ours to it, with the goal. */
export function durableRows(
  size: Size,
  timings: DurableTimings,
  { isQuick }: Pick<DurablePlan, 'isQuick'>,
): Row[] {
  return BACKFILLS.flatMap((backfill) => {
    const [own = []] = [...timings.values()].map((all) => of(all, backfill));
    return [...timings].flatMap(([{ name, title }, all]) => {
      const theirs = of(all, backfill);
      const row = figures(backfill, size, title, theirs);
      if (name === OURS) return [row];
      const goals = DURABLE_GOALS.filter(
        (goal) => !isQuick && goal.size === size.name && goal.peer === name && goal.backfill === backfill,
      );
      const wall = comparison('wall', own, theirs, goals);
      const peak = comparison('peak', own, theirs, goals);
      return [{ ...row, ...wall }, ...(peak?.goal === undefined ? [] : [{ ...row, ...NO_FIGURES, ...peak }])];
    });
  });
}

const NO_FIGURES = { wallSeconds: [], cpuSeconds: [], cpuParts: [], peakMb: [] };

function of(all: readonly BackfillTimings[], backfill: BackfillName): SystemTiming[] {
  return all.map((timings) => timings[backfill]);
}

function figures(measure: string, size: Size, who: string, timings: readonly SystemTiming[]): Row {
  const cpuParts = timings.flatMap(({ cpu }) => cpu ?? []);
  return {
    measure,
    size: size.name,
    who,
    wallSeconds: timings.map(({ wallSeconds }) => wallSeconds),
    cpuSeconds: cpuParts.map(({ worker, server, postgres, command }) => worker + server + postgres + command),
    cpuParts,
    peakMb: timings.flatMap(({ workerPeakMb }) => workerPeakMb ?? []),
  };
}

/** Ours divided by a peer's, and whether that is the goal. */
function comparison(
  figure: DurableGoal['of'],
  own: readonly SystemTiming[],
  theirs: readonly SystemTiming[],
  goals: readonly DurableGoal[],
): Pick<Row, 'ratio' | 'goal'> | undefined {
  const values = (timings: readonly SystemTiming[]) =>
    timings.flatMap(({ wallSeconds, workerPeakMb }) =>
      figure === 'wall' ? wallSeconds : (workerPeakMb ?? []),
    );
  const value = median(values(own)) / median(values(theirs));
  if (Number.isNaN(value)) return undefined;
  const goal = goals.find(({ of: what }) => what === figure);
  const to = figure === 'wall' ? 'it' : 'its peak';
  return {
    ratio: { value, to },
    ...(goal !== undefined && {
      goal: { text: `${figure} ≤ ${goal.maxRatio}`, isMet: value <= goal.maxRatio },
    }),
  };
}
