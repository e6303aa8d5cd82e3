"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.drawWallTimes = drawWallTimes;
const chart_1 = require("./chart");
const row_1 = require("./row");
/** The wall times of `dates` by size, and of `counting`, as an SVG of bars. */
function drawWallTimes(rows) {
    return (0, chart_1.drawChart)(['dates', 'counting'].flatMap((measure) => {
        const ofMeasure = rows.filter((row) => row.measure === measure && row.wallSeconds.length > 0);
        const sizes = [...new Set(ofMeasure.map(({ size }) => size))];
        return sizes.map((size) => panelOf(measure, size, ofMeasure.filter((row) => row.size === size)));
    }));
}
function panelOf(measure, size, rows) {
    const what = measure === 'dates' ? 'all dates, raw logs to lists' : 'reading and counting alone';
    return {
        title: `Size ${size}: ${what}`,
        axis: 'wall time in seconds, median (less is better)',
        bars: rows.map(({ who, wallSeconds, note = '' }) => {
            const seconds = (0, row_1.median)(wallSeconds);
            return {
                label: /\bdate only\b/.test(note) ? `${who} (1 date)` : who,
                value: seconds,
                text: `${seconds.toPrecision(3)} s`,
                isOurs: who === 'ours',
            };
        }),
    };
}
//# sourceMappingURL=wall-time-chart.js.map