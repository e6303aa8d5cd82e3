"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.drawRates = drawRates;
const chart_1 = require("../chart");
const row_1 = require("../row");
const round_1 = require("./round");
/** Requests a second and p99 of each contestant, as an SVG of bars. */
function drawRates(findings) {
    const rate = (value) => Math.round(value).toLocaleString('en');
    return (0, chart_1.drawChart)([
        {
            title: 'One process, 32 connections',
            axis: 'requests a second, median (more is better)',
            bars: barsOf(findings, round_1.rateOf, rate),
        },
        {
            title: 'The slowest one in a hundred',
            axis: 'p99 in milliseconds, median (less is better)',
            bars: barsOf(findings, ({ p99Ms }) => p99Ms, (ms) => `${ms.toPrecision(3)} ms`),
        },
    ]);
}
function barsOf({ rows }, figure, textOf) {
    return rows
        .filter(({ measure }) => measure === 'rates')
        .map(({ who, rounds }) => {
        const value = (0, row_1.median)(rounds.map(figure));
        return { label: who, value, text: textOf(value), isOurs: who.startsWith('ours') };
    });
}
//# sourceMappingURL=chart.js.map