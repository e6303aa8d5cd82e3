import { readFileSync } from 'node:fs';
import path from 'node:path';
import express from 'express';
import { Pool, types } from 'pg';
import { lastDueDate } from '../../../domain/execution-date';
import { withoutEvents } from '../../../domain/newest-events';
import type { NewestEvents } from '../../../domain/newest-events';
import { workflowIdOf } from '../../../temporal/names/run-identity';
import { CHECKOUT } from '../../checkout';
import { portArgument } from './arguments';

const CONNECTIONS = 10;

interface Row {
  readonly date: string;
  readonly published_at: string;
  readonly run_id: string;
  readonly newest_events: NewestEvents | null;
  readonly rank: number;
  readonly product_id: string;
  readonly views: number;
}

/** Express with a pool, one query for each request and no cache. `pg` reads PGHOST and the like. */
const text = readFileSync(path.join(CHECKOUT, 'bench', 'api', 'peers', 'list.sql'), 'utf8');
const pool = new Pool({ max: CONNECTIONS });
// Without it counts arrive as texts.
types.setTypeParser(types.builtins.INT8, Number);
const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/recommendations/:advertiser/TopProducts', async (request, response) => {
  const { advertiser } = request.params;
  const { rows } = await pool.query<Row>(text, [advertiser]);
  const [first] = rows;
  if (first === undefined) {
    response.status(404).json({ title: 'Unknown advertiser' });
    return;
  }
  const { date, published_at, run_id, newest_events } = first;
  response.json({
    advertiser,
    model: 'TopProducts',
    date,
    published_at,
    workflow_id: workflowIdOf(date),
    run_id,
    stale: date < lastDueDate(new Date()),
    without_events: withoutEvents(date, newest_events),
    recommendations: rows.map(({ rank, product_id, views }) => ({ rank, product_id, views })),
  });
});
app.listen(portArgument(), '127.0.0.1');
