import { markdownList } from '../../bench/markdown';
import { resultLines } from '../../bench/results';
import type { Row } from '../../bench/row';

const bare: Row = {
  measure: 'many-dates',
  size: '2×L',
  who: 'Temporal alone, 700 runs of four activities',
  wallSeconds: [18.31, 20.18, 22.07],
  cpuSeconds: [36.92],
  cpuParts: [{ worker: 12.12, server: 23.8, postgres: 0.5, command: 0.5 }],
  peakMb: [1436],
};
const ours: Row = {
  ...bare,
  who: 'ours, all models, evaluated',
  ratio: { value: 1.234, to: 'all objects' },
  goal: { text: 'both work, nothing twice', isMet: true },
  note: 'words '.repeat(40).trim(),
};
const peer: Row = { ...ours, who: 'DuckDB', cpuParts: [] };

describe('the results in docs/performance.md', () => {
  const lines = resultLines([ours, peer, bare]);

  it('have no line above 120 characters', () => {
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it('have every figure, and a note of several rows once', () => {
    const text = lines.join('\n');
    for (const cell of [
      '20.18 s [18.31–22.07]',
      '36.92 s',
      '1,436 MB',
      '1.23 × all objects',
      '23.80',
      'yes',
    ]) {
      expect(text).toContain(cell);
    }
    expect(text.match(/DuckDB: words/g)).toHaveLength(1);
    expect(text).not.toContain('evaluated: words');
  });

  it('have no CPU by part of a peer', () => {
    expect(lines.filter((line) => line.startsWith('| many-dates') && line.includes('DuckDB'))).toHaveLength(
      2,
    );
  });
});

it('a list breaks long items between words, and indents their further lines', () => {
  expect(markdownList([`${'a'.repeat(115)} bc d`, 'e'])).toEqual([`- ${'a'.repeat(115)} bc`, '  d', '- e']);
});
