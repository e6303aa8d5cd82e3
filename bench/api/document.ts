import { markdownTable, replaceSection, surroundingsLines, writeImage } from '../document';
import type { Surroundings } from '../report';
import { drawRates } from './chart';
import type { ApiFindings } from './findings';
import { API_HEADINGS, apiCells, GOAL_HEADINGS, goalCells } from './report';

const CHART = 'api-performance.svg';

/** Writes the findings of a whole run into docs/performance.md, and their chart beside it. */
export function documentApi(findings: ApiFindings, notes: readonly string[], where: Surroundings): void {
  writeImage(CHART, drawRates(findings));
  replaceSection('api', [
    ...surroundingsLines(where),
    ...notes.map((note) => `- ${note}`),
    '',
    `![Requests a second and p99 of ours and of the peers](images/${CHART})`,
    '',
    ...markdownTable([API_HEADINGS, ...apiCells(findings)]),
    '',
    ...markdownTable([GOAL_HEADINGS, ...goalCells(findings)]),
  ]);
}
