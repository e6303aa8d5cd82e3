import { describeProgress, describeRunning } from '../../cli/dates-view';
import type { DateResult } from '../../cli/run-dates';

const result = (date: string, outcome: DateResult['outcome']): DateResult => ({
  date,
  outcome,
  workflow_id: null,
  run_id: null,
  published_at: null,
  previous_run_id: null,
});
const DAYS = ['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-02'];
const TERMINAL = { columns: 40, rows: 24 };

describe('the line on how far the dates are', () => {
  it('counts the dates that have ended, run and failed', () => {
    const ended = [result('2024-02-26', 'published'), result('2024-02-27', 'failed')];
    expect(describeProgress({ total: 6, running: new Set(DAYS), ended }, 0)).toBe(
      '████████░░░░░░░░░░░░░░░░ 2 of 6 dates, 4 under way, 1 failed',
    );
  });

  it('says how long the rest takes, once enough dates have told', () => {
    const ended = ['2024-01-01', '2024-01-02', '2024-01-03'].map((date) => result(date, 'published'));
    const running = new Set(['2024-01-04']);
    expect(describeProgress({ total: 9, running, ended: ended.slice(1) }, 60_000)).not.toContain('left');
    expect(describeProgress({ total: 9, running, ended }, 60_000)).toMatch(/, 1:00, about 2:00 left$/);
  });
});

describe('the dates under way', () => {
  const details = new Map([['2024-02-28', 'filter, 3 of 12 objects counted']]);

  it('are a line each, with what their heartbeats tell', () => {
    expect(describeRunning(new Set(DAYS.slice(0, 2)), details, TERMINAL)).toEqual([
      '  2024-02-28  filter, 3 of 12 objects …',
      '  2024-02-29  starting',
    ]);
  });

  it('are no more than the terminal has room for', () => {
    expect(describeRunning(new Set(DAYS), details, { columns: 80, rows: 6 })).toEqual([
      expect.stringContaining('2024-02-28'),
      expect.stringContaining('2024-02-29'),
      '  … 2 more',
    ]);
  });

  it('are not told where there is no terminal', () => {
    expect(describeRunning(new Set(DAYS), details, undefined)).toEqual([]);
  });
});
