"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.healthRoutes = healthRoutes;
const kysely_1 = require("kysely");
const health_1 = require("../contract/health");
const implementation_1 = require("../implementation");
const problem_1 = require("../problem");
/** Whether the process answers, and whether it also reaches its migrated database. */
function healthRoutes({ db, log, }) {
    return [
        (0, implementation_1.implement)(health_1.getLive, () => Promise.resolve({ value: { status: 'live' } })),
        (0, implementation_1.implement)(health_1.getReady, async () => {
            try {
                await (0, kysely_1.sql) `SELECT FROM publications LIMIT 0`.execute(db);
            }
            catch (error) {
                log.warn({ err: error }, 'not ready');
                throw new problem_1.Problem('notReady', 'the database is away, refuses this service or is not migrated');
            }
            return { value: { status: 'ready' } };
        }),
    ];
}
//# sourceMappingURL=health.js.map