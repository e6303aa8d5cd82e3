"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.STAGES = void 0;
exports.stepLabel = stepLabel;
const models_1 = require("./models");
const run_identity_1 = require("./run-identity");
/** The activities of a run in order, those side by side together. */
exports.STAGES = [
    ['filterLogs'],
    models_1.MODELS.map(({ name }) => (0, run_identity_1.rankActivityName)(name)),
    ['writeLists'],
];
/** What people call a step: `filter`, `TopProducts`, `TopCTR`, `write`; an activity that is no step keeps its name. */
function stepLabel(activity) {
    if (activity === 'filterLogs')
        return 'filter';
    if (activity === 'writeLists')
        return 'write';
    return models_1.MODELS.find(({ name }) => (0, run_identity_1.rankActivityName)(name) === activity)?.name ?? activity;
}
//# sourceMappingURL=run-stages.js.map