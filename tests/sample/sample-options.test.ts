import { sampleLogs, sampleSummary } from '../../sample/sample-logs';
import type { SampleOptions } from '../../sample/sample-logs';
import { SAMPLE_LIMITS } from '../../sample/sample-options';
import { DEMO } from './rows';

describe('options out of range', () => {
  it.each<[string, Partial<SampleOptions>]>([
    ['rowsPerLog', { rowsPerLog: -1 }],
    ['rowsPerLog', { rowsPerLog: 1.5 }],
    ['rowsPerLog', { rowsPerLog: 1_000_000_001 }],
    ['days', { days: 0 }],
    ['days', { days: Number.NaN }],
    ['seed', { seed: -1 }],
    ['seed', { seed: SAMPLE_LIMITS.seed.max + 1 }],
    ['advertisers', { advertisers: 0 }],
    ['advertisers', { advertisers: 1_000_001 }],
    ['inactive', { inactive: -1 }],
    ['products', { products: 0 }],
    ['products', { products: 2.5 }],
    ['more than 20000000 products in all', { advertisers: 200, inactive: 1, products: 100_000 }],
    ['skew', { skew: -0.1 }],
    ['skew', { skew: 10.5 }],
    ['skew', { skew: Number.NaN }],
    ['malformed', { malformed: -0.1 }],
    ['malformed', { malformed: 0.51 }],
    ['malformed', { malformed: Number.NaN }],
    ['lastDay', { lastDay: '2024-02-30' }],
    ['begin before the year 1', { lastDay: '0001-01-05' }],
  ])('are refused, by name: %s', (name, wrong) => {
    expect(() => sampleLogs({ ...DEMO, ...wrong })).toThrow(name);
    expect(() => sampleSummary({ ...DEMO, ...wrong })).toThrow(RangeError);
  });
});
