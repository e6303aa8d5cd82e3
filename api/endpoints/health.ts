import { sql } from 'kysely';
import { Problem } from '../problem';
import { endpoint } from './endpoint';
import { z } from './zod';

export const getLive = endpoint(
  {
    id: 'getLive',
    method: 'get',
    path: '/health/live',
    tag: 'Health',
    summary: 'Whether the process answers',
    description: 'Restart it when this fails.',
    answer: z.strictObject({ status: z.literal('live') }),
    example: { status: 'live' },
    problems: [],
    scope: 'anyone',
  },
  () => Promise.resolve({ value: { status: 'live' as const } }),
);

export const getReady = endpoint(
  {
    id: 'getReady',
    method: 'get',
    path: '/health/ready',
    tag: 'Health',
    summary: 'Whether lists can be answered',
    description: 'Send requests elsewhere while this fails: the database is unreachable or not migrated.',
    answer: z.strictObject({ status: z.literal('ready') }),
    example: { status: 'ready' },
    problems: ['notReady'],
    scope: 'anyone',
  },
  async (_input, { db, log }) => {
    try {
      await sql`SELECT FROM publications LIMIT 0`.execute(db);
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      throw new Problem('notReady', 'the database is unreachable, refuses this service or is not migrated');
    }
    return { value: { status: 'ready' as const } };
  },
);
