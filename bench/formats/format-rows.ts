import { median, wallOf } from '../row';
import type { Row } from '../row';
import type { CountTiming } from './contestants';
import { FORMAT_GOALS, MAX_PEAK_MB, rowsOf } from './plan';
import type { FormatInputName, FormatPlan } from './plan';

/** What was measured of an input. */
export interface MeasuredInput {
  readonly name: FormatInputName;
  /** By contestant, ours first. */
  readonly timings: ReadonlyMap<string, readonly CountTiming[]>;
  readonly workerPeakMb: number | undefined;
}

/** The rows of the report. */
export function formatRows(measured: readonly MeasuredInput[], plan: FormatPlan): Row[] {
  return measured.flatMap((one) => rowsOfInput(one, measured, plan));
}

function rowsOfInput(one: MeasuredInput, all: readonly MeasuredInput[], plan: FormatPlan): Row[] {
  const { name } = one;
  const best = [...one.timings]
    .slice(1)
    .map(([to, timings]) => ({ to, seconds: median(wallOf(timings)) }))
    .sort((a, b) => a.seconds - b.seconds)[0];
  const ratios: { value: number; to: string; goal?: number | undefined }[] = [];
  // A few rows show whether all works, and are no measure.
  const goal = plan.isQuick ? undefined : FORMAT_GOALS[name];
  const own = secondsPerRow(one, plan);
  if (best !== undefined) {
    const value = (own * rowsOf(name, plan)) / best.seconds;
    ratios.push({ value, to: best.to, ...(goal?.to === 'peer' && { goal: goal.maxRatio }) });
  }
  const other = all.find((input) => input.name === goal?.to);
  if (goal !== undefined && other !== undefined) {
    ratios.push({
      value: own / secondsPerRow(other, plan),
      to: `ours of ${other.name}`,
      goal: goal.maxRatio,
    });
  }
  const [first, ...further] = ratios.map(({ value, to, goal: maxRatio }) => ({
    ratio: { value, to },
    ...(maxRatio !== undefined && { goal: { text: `ratio ≤ ${maxRatio}`, isMet: value <= maxRatio } }),
  }));
  const empty = { measure: name, size: plan.size.name, wallSeconds: [], cpuSeconds: [], peakMb: [] };
  const peak = one.workerPeakMb;
  return [
    ...[...one.timings].map(([who, timings], at) => ({
      measure: name,
      size: plan.size.name,
      who,
      wallSeconds: wallOf(timings),
      cpuSeconds: timings.map(({ cpuSeconds }) => cpuSeconds),
      peakMb: defined(at === 0 ? [peak] : timings.map(({ peakMb }) => peakMb)),
      ...(at === 0 && first),
    })),
    ...further.map((row) => ({ ...empty, who: 'ours', ...row })),
    ...(peak === undefined || plan.isQuick
      ? []
      : [{ ...empty, who: 'ours', goal: { text: `peak ≤ ${MAX_PEAK_MB} MB`, isMet: peak <= MAX_PEAK_MB } }]),
  ];
}

function secondsPerRow({ name, timings }: MeasuredInput, plan: FormatPlan): number {
  const [ours = []] = timings.values();
  return median(wallOf(ours)) / rowsOf(name, plan);
}

function defined(values: readonly (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined);
}
