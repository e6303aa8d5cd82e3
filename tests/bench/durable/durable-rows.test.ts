import type { BackfillTimings } from '../../../bench/durable/contestants';
import { durableLines } from '../../../bench/durable/document';
import { durableRows } from '../../../bench/durable/durable-rows';
import { createDurablePlan, DURABLE_PEERS } from '../../../bench/durable/plan';
import { SIZES } from '../../../bench/plan';

const [small, , large] = SIZES;
const cpu = { worker: 2, server: 1, postgres: 0.5, command: 0.5 };

function repeats(cold: readonly number[], warm: readonly number[], workerPeakMb = 300): BackfillTimings[] {
  return cold.map((wallSeconds, at) => ({
    cold: { wallSeconds, cpu, workerPeakMb },
    warm: { wallSeconds: warm[at] ?? 0, cpu, workerPeakMb },
  }));
}

function rowsOf(size: (typeof SIZES)[number], isQuick = false) {
  const timings = new Map([
    [{ name: 'ours' as const, title: 'ours' }, repeats([3, 9, 2], [2, 1, 3])],
    [{ name: 'temporal-once' as const, title: 'Temporal Python, counted once' }, repeats([2], [2.5], 900)],
    [{ name: 'airflow' as const, title: 'Airflow' }, repeats([30], [50])],
  ]);
  return durableRows(size, timings, { isQuick });
}

describe('the rows of durable systems', () => {
  const rows = rowsOf(small!);
  const verdicts = rows.flatMap(({ measure, who, ratio, goal }) =>
    ratio === undefined ? [] : [[measure, who, ratio.value, goal?.isMet]],
  );

  it('divide the median of ours by the median of each peer, with the goal of the backfill', () => {
    expect(verdicts).toEqual([
      ['cold', 'Temporal Python, counted once', 1.5, undefined],
      ['cold', 'Airflow', 0.1, false],
      ['warm', 'Temporal Python, counted once', 0.8, true],
      ['warm', 'Airflow', 0.04, undefined],
    ]);
  });

  it('have the goal for memory at the size that it was set for', () => {
    const [peak] = rowsOf(large!).filter(({ goal }) => goal?.text === 'peak ≤ 0.3');
    expect(peak).toMatchObject({ measure: 'warm', ratio: { value: 1 / 3 }, goal: { isMet: false } });
    expect(rows.some(({ goal }) => goal?.text.startsWith('peak') === true)).toBe(false);
  });

  it('add up the CPU of all parts', () => {
    expect(rows[0]).toMatchObject({ who: 'ours', cpuSeconds: [4, 4, 4], peakMb: [300, 300, 300] });
  });

  it('are no measure of a few rows', () => {
    expect(rowsOf(small!, true).some(({ goal }) => goal !== undefined)).toBe(false);
  });

  it('have the ratio of CPU beside the ratio of wall times', () => {
    const text = durableLines(rows).join('\n');
    expect(/cold +\| S +\| Airflow.*\| 0\.100 +\| (\S+)/.exec(text)?.[1]).toBe('1.00');
  });

  it('are tables without a line above 120 characters', () => {
    expect(Math.max(...durableLines(rows).map((line) => line.length))).toBeLessThanOrEqual(120);
  });
});

it('a quick run has one tiny size and the first peer only', () => {
  const plan = createDurablePlan({ sizes: SIZES, repeats: 3, peers: DURABLE_PEERS, isQuick: true });
  expect(plan).toMatchObject({ repeats: 1, peers: ['temporal-once'], sizes: [{ name: 'quick' }] });
});
