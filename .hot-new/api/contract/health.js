"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.getReady = exports.getLive = void 0;
const endpoint_1 = require("./endpoint");
const zod_1 = require("./zod");
exports.getLive = (0, endpoint_1.endpoint)({
    id: 'getLive',
    method: 'get',
    path: '/health/live',
    tag: 'Health',
    summary: 'Whether the process answers',
    description: 'Restart it when this fails.',
    answer: zod_1.z.strictObject({ status: zod_1.z.literal('live') }),
    example: { status: 'live' },
    problems: [],
    audience: 'anyone',
});
exports.getReady = (0, endpoint_1.endpoint)({
    id: 'getReady',
    method: 'get',
    path: '/health/ready',
    tag: 'Health',
    summary: 'Whether lists can be answered',
    description: 'Send requests elsewhere while this fails: the database is away or not migrated.',
    answer: zod_1.z.strictObject({ status: zod_1.z.literal('ready') }),
    example: { status: 'ready' },
    problems: ['notReady'],
    audience: 'anyone',
});
//# sourceMappingURL=health.js.map