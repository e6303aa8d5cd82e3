import type { RangeCounts } from '../../../counting/plan/counted-object';
import { chainRanges } from '../../../counting/plan/range-chain';

/*
 * Must fail when a range is taken that began elsewhere than the one before ended, when its fault is believed, when one in
 * which no record begins is counted, or when lines are not counted on.
 */

const NOTHING: RangeCounts = {
  startedAt: 0,
  endedAt: 0,
  lines: 0,
  records: 0,
  accepted: 0,
  rejected: 0,
  rejects: {},
  firstLines: {},
  rejectedRows: null,
  firstDay: null,
  lastDay: null,
  parts: [],
};

function counted(startedAt: number, endedAt: number, more: Partial<RangeCounts> = {}): RangeCounts {
  return { ...NOTHING, startedAt, endedAt, lines: 10, ...more };
}

const RANGES = [
  { start: 30, end: 100 },
  { start: 100, end: 200 },
  { start: 200, end: 300 },
];
const plan = { ranges: RANGES, headerLines: 1 };

/** Chains ranges; `again` has what counting them again finds, by range. Tells what was counted again, and from where. */
async function chain(
  ranges: readonly RangeCounts[],
  again: Readonly<Record<number, RangeCounts>> = {},
  of: Parameters<typeof chainRanges>[0] = plan,
) {
  const recounts: [index: number, from: number][] = [];
  const result = await chainRanges(of, ranges, (index, from) => {
    recounts.push([index, from]);
    return Promise.resolve(again[index] ?? counted(from, of.ranges[index]!.end));
  });
  return { result, recounts };
}

it('takes ranges that each began where the one before ended', async () => {
  const ranges = [counted(30, 105), counted(105, 200), counted(200, 300)];
  expect(await chain(ranges)).toEqual({ result: { ranges }, recounts: [] });
});

it('counts a range that began elsewhere again, from where the one before ended', async () => {
  const ranges = [counted(30, 120), counted(105, 200), counted(200, 300)];
  const right = counted(120, 200);
  expect(await chain(ranges, { 1: right })).toEqual({
    result: { ranges: [ranges[0], right, ranges[2]] },
    recounts: [[1, 120]],
  });
});

it('holds the next range against what was counted again', async () => {
  const ranges = [counted(30, 120), counted(105, 210), counted(210, 300)];
  const { recounts } = await chain(ranges, { 1: counted(120, 205) });
  expect(recounts).toEqual([
    [1, 120],
    [2, 205],
  ]);
});

it('leaves out a range in which no record begins', async () => {
  const ranges = [counted(30, 200), counted(150, 200), counted(200, 300)];
  expect(await chain(ranges)).toEqual({ result: { ranges: [ranges[0], ranges[2]] }, recounts: [] });
});

it('is done when a record reaches to the end', async () => {
  const ranges = [counted(30, 300), counted(150, 200), counted(200, 300)];
  expect(await chain(ranges)).toEqual({ result: { ranges: [ranges[0]] }, recounts: [] });
});

it('begins behind a header that is longer than the first ranges', async () => {
  const long = { ranges: [{ start: 250, end: 100 }, ...RANGES.slice(1)], headerLines: 1 };
  const ranges = [counted(250, 250), counted(120, 200), counted(200, 300)];
  expect(await chain(ranges, {}, long)).toEqual({
    result: { ranges: [ranges[0], counted(250, 300)] },
    recounts: [[2, 250]],
  });
});

describe('a fault', () => {
  const fault = { text: 'is broken', line: 4 };

  it.each([
    ['of the first range, lines counted on from the header', [counted(30, 30, { fault })], 5],
    [
      'of a later one, lines counted on from those before',
      [counted(30, 100), counted(100, 100, { fault })],
      15,
    ],
  ])('%s', async (_, ranges, line) => {
    const rest = RANGES.slice(ranges.length).map(({ start, end }) => counted(start, end));
    expect((await chain([...ranges, ...rest])).result).toEqual({ fault: { text: 'is broken', line } });
  });

  it('in no one place has no line', async () => {
    const ranges = [counted(30, 30, { fault: { text: 'is broken', line: null } })];
    expect((await chain(ranges)).result).toEqual({ fault: { text: 'is broken', line: null } });
  });

  it('of a range that began elsewhere is none', async () => {
    const ranges = [counted(30, 120), counted(105, 105, { fault }), counted(200, 300)];
    expect(await chain(ranges)).toMatchObject({ result: { ranges: [{}, { startedAt: 120 }, {}] } });
  });

  it('of a range in which no record begins is none', async () => {
    const ranges = [counted(30, 200), counted(105, 105, { fault }), counted(200, 300)];
    expect((await chain(ranges)).result).toHaveProperty('ranges.length', 2);
  });

  it('found when a range is counted again, lines counted on', async () => {
    const ranges = [counted(30, 120), counted(105, 200), counted(200, 300)];
    const broken = counted(120, 120, { fault });
    expect((await chain(ranges, { 1: broken })).result).toEqual({ fault: { text: 'is broken', line: 15 } });
  });

  it('of the earliest range is the one that is told', async () => {
    const later = { text: 'is broken as well', line: 1 };
    const ranges = [counted(30, 100), counted(100, 100, { fault }), counted(200, 200, { fault: later })];
    expect((await chain(ranges)).result).toEqual({ fault: { text: 'is broken', line: 15 } });
  });
});
