import { replaceSection, surroundingsLines, writeImage } from '../document';
import { markdownList, markdownTable } from '../markdown';
import type { Surroundings } from '../report';
import { drawRates } from './chart';
import type { ApiFindings } from './findings';
import { API_HEADINGS, apiCells, GOAL_HEADINGS, goalCells } from './report';

const CHART = 'api-performance.svg';

/** Writes the findings of a whole run into docs/performance.md, and their chart beside it. */
export function documentApi(findings: ApiFindings, notes: readonly string[], where: Surroundings): void {
  writeImage(CHART, drawRates(findings));
  replaceSection('api', [
    ...surroundingsLines(where, notes),
    '',
    `![Requests a second and p99 of ours and of the peers](images/${CHART})`,
    '',
    ...figureLines(findings),
    '',
    ...markdownTable([GOAL_HEADINGS, ...goalCells(findings)]),
  ]);
}

/** The figures as a table, and their notes as a list; errors are left out, because any error ends the bench. */
function figureLines(findings: ApiFindings): string[] {
  const figures = API_HEADINGS.length - 2;
  const rows = apiCells(findings);
  const notes = rows.flatMap(([measure = '', who = '', ...cells]) => {
    const note = cells.at(-1) ?? '';
    return note === '' ? [] : [`${measure}, ${who}: ${note}`];
  });
  return [
    ...markdownTable([API_HEADINGS, ...rows].map((cells) => cells.slice(0, figures))),
    '',
    ...markdownList(notes),
  ];
}
