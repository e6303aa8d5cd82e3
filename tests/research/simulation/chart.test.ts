import { drawLines } from '../../../research/simulation/chart';
import { drawRegret } from '../../../research/simulation/regret-chart';
import { summarize } from '../../../research/simulation/summarize';

const heightOf = (svg: string, label: string) =>
  Number(new RegExp(`<text x="[\\d.]+" y="([\\d.]+)"[^>]*>${label}</text>`).exec(svg)?.[1]);

describe('a chart of lines', () => {
  const svg = drawLines([
    {
      title: 'a < b & c',
      axis: 'clicks',
      lines: [
        { label: 'low', values: [0, 1] },
        { label: 'high', values: [0, 10] },
        { label: 'as high', values: [0, 10] },
      ],
    },
  ]);

  it('draws each line from the first day to the last, larger values higher', () => {
    const lines = [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, points]) =>
      points!.split(' ').map((point) => point.split(',').map(Number)),
    );
    expect(lines).toHaveLength(3);
    expect(lines[1]).toEqual([
      [70, 254],
      [710, 40],
    ]);
    expect(lines[0]![1]).toEqual([710, 254 - 21.4]);
  });

  it('keeps labels apart, and escapes text', () => {
    expect(Math.abs(heightOf(svg, 'high') - heightOf(svg, 'as high'))).toBeGreaterThanOrEqual(16);
    expect(svg).toContain('a &lt; b &amp; c');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('can be of one day, and of nothing but zeros', () => {
    const flat = drawLines([{ title: '', axis: '', lines: [{ label: 'none', values: [0] }] }]);
    expect(flat).not.toMatch(/NaN|Infinity|undefined/);
  });
});

it('has a panel for each share of exploration', () => {
  const run = { seed: 1, cumulativeRegret: [1, 2], overlap: [0, 0], clicks: 1, bestClicks: 3, evenRegret: 2 };
  const svg = drawRegret(
    summarize([
      { ...run, model: 'TopCTR', explore: 0 },
      { ...run, model: 'TopCTR', explore: 0.05 },
      { ...run, model: 'TopProducts', explore: 0 },
    ]),
  );
  expect(svg).toContain('>Regret without exploration<');
  expect(svg).toContain('>Regret with 5 % of the impressions spread over the whole catalogue<');
  expect(svg.match(/<polyline/g)).toHaveLength(3);
});
