import { formatLines } from '../../../bench/formats/document';
import { formatRows } from '../../../bench/formats/format-rows';
import type { MeasuredInput } from '../../../bench/formats/format-rows';
import { createFormatPlan, FORMAT_INPUTS } from '../../../bench/formats/plan';

const plan = createFormatPlan({ rows: 2_000_000, repeats: 3, inputs: FORMAT_INPUTS, isQuick: false });
const timing = (wallSeconds: number) => ({ wallSeconds, cpuSeconds: 1, peakMb: 100 });

function measured(name: MeasuredInput['name'], ours: number[], duckdb: number[]): MeasuredInput {
  return {
    name,
    workerPeakMb: 300,
    timings: new Map([
      ['ours', ours.map(timing)],
      ['DuckDB', duckdb.map(timing)],
      ['Polars', [timing(50)]],
    ]),
  };
}

describe('the rows of formats', () => {
  const rows = formatRows(
    [
      measured('csv', [4, 2, 3], [4]),
      measured('csv-described', [3.6, 3.6, 9], [6]),
      measured('jsonl', [6], [10]),
      measured('report', [0.3], [1]),
    ],
    plan,
  );
  const verdicts = rows.flatMap(({ measure, ratio, goal }) =>
    ratio === undefined ? [] : [[measure, ratio.to, ratio.value, goal?.isMet]],
  );

  it('compare medians with the fastest peer, and descriptions with plain logs', () => {
    expect(verdicts).toEqual([
      ['csv', 'DuckDB', 0.75, undefined],
      ['csv-described', 'DuckDB', expect.closeTo(0.6, 9), undefined],
      ['csv-described', 'ours of csv', expect.closeTo(1.2, 9), true],
      ['jsonl', 'DuckDB', 0.6, false],
      ['report', 'DuckDB', 0.3, undefined],
    ]);
  });

  it('compare a report with plain rows of a day, by row', () => {
    const [report] = formatRows([measured('report', [0.3], []), measured('day', [0.2], [])], plan).filter(
      ({ ratio }) => ratio?.to === 'ours of day',
    );
    expect(report?.ratio?.value).toBeCloseTo(1.5, 9);
  });

  it('have the peak of a worker for every input, and its goal', () => {
    const peaks = rows.filter(({ goal }) => goal?.text === 'peak ≤ 500 MB');
    expect(peaks.map(({ measure, goal }) => [measure, goal?.isMet])).toEqual(
      ['csv', 'csv-described', 'jsonl', 'report'].map((name) => [name, true]),
    );
  });

  it('are no measure of a few rows', () => {
    const quick = createFormatPlan({ rows: 1, repeats: 3, inputs: FORMAT_INPUTS, isQuick: true });
    expect(formatRows([measured('jsonl', [6], [10])], quick).some(({ goal }) => goal !== undefined)).toBe(
      false,
    );
  });

  it('are tables without a line above 120 characters', () => {
    expect(Math.max(...formatLines(rows).map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});
