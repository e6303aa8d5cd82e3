"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.documentApi = documentApi;
const document_1 = require("../document");
const chart_1 = require("./chart");
const report_1 = require("./report");
const CHART = 'api-performance.svg';
/** Writes the findings of a whole run into docs/performance.md, and their chart beside it. */
function documentApi(findings, notes, where) {
    (0, document_1.writeImage)(CHART, (0, chart_1.drawRates)(findings));
    (0, document_1.replaceSection)('api', [
        ...(0, document_1.surroundingsLines)(where),
        ...notes.map((note) => `- ${note}`),
        '',
        `![Requests a second and p99 of ours and of the peers](images/${CHART})`,
        '',
        ...(0, document_1.markdownTable)([report_1.API_HEADINGS, ...(0, report_1.apiCells)(findings)]),
        '',
        ...(0, document_1.markdownTable)([report_1.GOAL_HEADINGS, ...(0, report_1.goalCells)(findings)]),
    ]);
}
//# sourceMappingURL=document.js.map