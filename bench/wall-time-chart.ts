import { drawChart } from './chart';
import type { Panel } from './chart';
import { median } from './row';
import type { Row } from './row';

/** The wall times of `dates` by size, and of `counting`, as an SVG of bars. */
export function drawWallTimes(rows: readonly Row[]): string {
  return drawChart(
    (['dates', 'counting'] as const).flatMap((measure) => {
      const ofMeasure = rows.filter((row) => row.measure === measure && row.wallSeconds.length > 0);
      const sizes = [...new Set(ofMeasure.map(({ size }) => size))];
      return sizes.map((size) =>
        panelOf(
          measure,
          size,
          ofMeasure.filter((row) => row.size === size),
        ),
      );
    }),
  );
}

function panelOf(measure: 'dates' | 'counting', size: string, rows: readonly Row[]): Panel {
  const what = measure === 'dates' ? 'all dates, raw logs to lists' : 'reading and counting alone';
  return {
    title: `Size ${size}: ${what}`,
    axis: 'wall time in seconds, median (less is better)',
    bars: rows.map(({ who, wallSeconds, note = '' }) => {
      const seconds = median(wallSeconds);
      return {
        label: /\bdate only\b/.test(note) ? `${who} (1 date)` : who,
        value: seconds,
        text: `${seconds.toPrecision(3)} s`,
        isOurs: who === 'ours',
      };
    }),
  };
}
