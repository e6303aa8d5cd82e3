import { drawLines } from './chart';
import type { SimulationSummary } from './summarize';

/** The regret of each model by day as an SVG: a panel for each share of exploration. */
export function drawRegret(summaries: readonly SimulationSummary[]): string {
  const shares = [...new Set(summaries.map(({ explore }) => explore))];
  return drawLines(
    shares.map((share) => ({
      title:
        share === 0
          ? 'Regret without exploration'
          : `Regret with ${String(Number((share * 100).toPrecision(3)))} % of the impressions spread over the whole catalogue`,
      axis: 'clicks of an advertiser lost since the first day, mean over seeds (less is better)',
      lines: summaries
        .filter(({ explore }) => explore === share)
        .map(({ model, cumulativeRegret }) => ({ label: model, values: cumulativeRegret })),
    })),
  );
}
