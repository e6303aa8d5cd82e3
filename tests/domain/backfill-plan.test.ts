import { planBackfill, SELECTIONS } from '../../domain/backfill-plan';
import type { PlannedDate } from '../../domain/backfill-plan';

const DATES: readonly PlannedDate[] = [
  { date: '2024-02-28', state: 'done', isPublished: true },
  { date: '2024-02-29', state: 'missing', isPublished: false },
  { date: '2024-03-01', state: 'failed', isPublished: false },
  { date: '2024-03-02', state: 'failed', isPublished: true },
  { date: '2024-03-03', state: 'stale', isPublished: true },
  { date: '2024-03-04', state: 'running', isPublished: false },
];
const OLDEST_FIRST = { latestFirst: false };

test.each([
  ['missing', ['2024-02-29', '2024-03-01']],
  ['failed', ['2024-03-01', '2024-03-02']],
  ['stale', ['2024-03-03']],
  ['all', ['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-02', '2024-03-03']],
] as const)('%s takes its dates, oldest first', (only, dates) => {
  expect(planBackfill(DATES, only, OLDEST_FIRST).dates).toEqual(dates);
});

test('the order is by date, in whatever order the dates are given', () => {
  const running = { date: '2024-02-01', state: 'running', isPublished: false } as const;
  const told = [...DATES].reverse();
  expect(planBackfill([...told, running], 'missing', OLDEST_FIRST)).toEqual({
    dates: ['2024-02-29', '2024-03-01'],
    open: ['2024-02-01', '2024-03-04'],
  });
  expect(planBackfill(told, 'missing', { latestFirst: true }).dates).toEqual(['2024-03-01', '2024-02-29']);
});

test.each(SELECTIONS)('%s refuses a date whose run is open', (only) => {
  const plan = planBackfill(DATES, only, OLDEST_FIRST);
  expect(plan.open).toEqual(['2024-03-04']);
  expect(plan.dates).not.toContain('2024-03-04');
});

test('latest first turns the order round, and takes the same dates', () => {
  expect(planBackfill(DATES, 'missing', { latestFirst: true }).dates).toEqual(['2024-03-01', '2024-02-29']);
});
