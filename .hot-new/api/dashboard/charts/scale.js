"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.roundMaximum = roundMaximum;
exports.coordinate = coordinate;
const STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
/** A round number at or a little above `max`; 1 for 0. */
function roundMaximum(max) {
    if (!(max > 0))
        return 1;
    const power = 10 ** Math.floor(Math.log10(max));
    const step = STEPS.find((one) => one * power >= max * (1 - 1e-9)) ?? 10;
    // 3 × 0.01 is 0.03, and not a little more.
    return Number((step * power).toPrecision(3));
}
/** A coordinate with as many digits as can be seen. */
function coordinate(value) {
    return String(Math.round(value * 10) / 10);
}
//# sourceMappingURL=scale.js.map