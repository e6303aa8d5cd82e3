"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const express_1 = __importDefault(require("express"));
const pg_1 = require("pg");
const execution_date_1 = require("../../../domain/execution-date");
const run_identity_1 = require("../../../domain/run-identity");
const bench_1 = require("../../bench");
const arguments_1 = require("./arguments");
const CONNECTIONS = 10;
/** Express with a pool, one query for each request and no cache. `pg` reads PGHOST and the like. */
const text = (0, node_fs_1.readFileSync)(node_path_1.default.join(bench_1.CHECKOUT, 'bench', 'api', 'peers', 'list.sql'), 'utf8');
const pool = new pg_1.Pool({ max: CONNECTIONS });
const app = (0, express_1.default)();
app.disable('x-powered-by');
app.disable('etag');
app.get('/recommendations/:advertiser/TopProducts', async (request, response) => {
    const { advertiser } = request.params;
    const { rows } = await pool.query(text, [advertiser]);
    const [first] = rows;
    if (first === undefined) {
        response.status(404).json({ title: 'Unknown advertiser' });
        return;
    }
    const { date, published_at, run_id } = first;
    response.json({
        advertiser,
        model: 'TopProducts',
        date,
        published_at,
        workflow_id: (0, run_identity_1.workflowIdOf)(date),
        run_id,
        stale: date < (0, execution_date_1.lastDueDate)(new Date()),
        recommendations: rows.map(({ rank, product_id, views }) => ({ rank, product_id, views })),
    });
});
app.listen((0, arguments_1.portArgument)(), '127.0.0.1');
//# sourceMappingURL=express-query.js.map