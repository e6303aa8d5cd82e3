import { drawChart } from '../chart';
import type { Bar } from '../chart';
import { median } from '../row';
import type { ApiFindings } from './findings';
import { rateOf } from './round';
import type { Round } from './round';

/** Requests a second and p99 of each contestant, as an SVG of bars. */
export function drawRates(findings: ApiFindings): string {
  const rate = (value: number) => Math.round(value).toLocaleString('en');
  return drawChart([
    {
      title: 'One process, 32 connections',
      axis: 'requests a second, median (more is better)',
      bars: barsOf(findings, rateOf, rate),
    },
    {
      title: 'The slowest one in a hundred',
      axis: 'p99 in milliseconds, median (less is better)',
      bars: barsOf(
        findings,
        ({ p99Ms }) => p99Ms,
        (ms) => `${ms.toPrecision(3)} ms`,
      ),
    },
  ]);
}

function barsOf(
  { rows }: ApiFindings,
  figure: (round: Round) => number,
  textOf: (value: number) => string,
): Bar[] {
  return rows
    .filter(({ measure }) => measure === 'rates')
    .map(({ who, rounds }) => {
      const value = median(rounds.map(figure));
      return { label: who, value, text: textOf(value), isOurs: who.startsWith('ours') };
    });
}
