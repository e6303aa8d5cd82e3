import { endpoint } from './endpoint';
import { z } from './zod';

export const getLive = endpoint({
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
});

export const getReady = endpoint({
  id: 'getReady',
  method: 'get',
  path: '/health/ready',
  tag: 'Health',
  summary: 'Whether lists can be answered',
  description: 'Send requests elsewhere while this fails: the database is away or not migrated.',
  answer: z.strictObject({ status: z.literal('ready') }),
  example: { status: 'ready' },
  problems: ['notReady'],
  scope: 'anyone',
});
