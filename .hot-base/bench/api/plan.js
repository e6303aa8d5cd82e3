"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.CONNECTIONS = exports.API_MEASURES = void 0;
exports.createApiPlan = createApiPlan;
/** What can be measured of the API, in the order in which it is. */
exports.API_MEASURES = ['rates', 'publication', 'memory', 'dashboard'];
/** Connections of the load generator, each with one request at a time. */
exports.CONNECTIONS = 32;
/** The plan of a whole run, or of a tiny one. */
function createApiPlan(asked) {
    const { isQuick, repeats } = asked;
    const measures = exports.API_MEASURES.filter((measure) => asked.measures.includes(measure));
    return isQuick
        ? {
            ...{ isQuick, measures, repeats: 1 },
            ...{ advertisers: 4_000, hotAdvertisers: 100, comparedAdvertisers: 20 },
            ...{ warmUpSeconds: 0.2, measuredSeconds: 0.5 },
            ...{ publications: 3, memoryStepRequests: 10 * exports.CONNECTIONS },
        }
        : {
            ...{ isQuick, measures, repeats },
            ...{ advertisers: 100_000, hotAdvertisers: 1_000, comparedAdvertisers: 200 },
            ...{ warmUpSeconds: 3, measuredSeconds: 10 },
            // 50,016
            ...{ publications: 20, memoryStepRequests: 1_563 * exports.CONNECTIONS },
        };
}
//# sourceMappingURL=plan.js.map