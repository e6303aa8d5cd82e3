import type { Kysely } from 'kysely';
import { pino } from 'pino';
import { startApi } from '../../../api/server';
import type { ApiDependencies, RunningApi } from '../../../api/server';
import { ENDPOINTS } from '../../../api/endpoints';
import { ProblemSchema } from '../../../api/endpoints/problems';
import { createDocument } from '../../../api/openapi';
import type { DatabaseOptions } from '../../../db/database';
import type { Database } from '../../../db/schema';
import { TEST_DATABASE_LIMITS } from '../database/test-database';

/** The version that test APIs say they have. */
export const TEST_VERSION = '0.0.0-test';

/** As the api command sets them. */
export const API_LIMITS: DatabaseOptions = {
  ...TEST_DATABASE_LIMITS,
  maxConnections: 10,
  connectTimeoutMs: 2_000,
  statementTimeoutMs: 2_000,
  queryTimeoutMs: 2_500,
  lockTimeoutMs: 1_000,
  prepare: true,
};

/** An answer, its body parsed where it is JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly body: unknown;
}

/** An API on a free port, without keys or limits unless they are given. */
export function startTestApi(
  database: { readonly db: Kysely<Database>; readonly url: string },
  more: Partial<ApiDependencies> = {},
  port = 0,
): Promise<RunningApi> {
  return startApi(
    {
      db: database.db,
      databaseUrl: database.url,
      log: pino({ level: 'silent' }),
      now: () => new Date(),
      cacheBytes: 16 << 20,
      access: { keysRequired: false, requestsPerMinute: 0, trustedProxies: 0, corsOrigins: [] },
      temporalUi: undefined,
      startDate: '2024-11-29',
      maxRejectedFraction: 0.05,
      version: TEST_VERSION,
      ...more,
    },
    { host: '127.0.0.1', port },
  );
}

/** Asks for a path exactly as it is written, and holds the answer against the API's document. */
export async function ask(
  api: Pick<RunningApi, 'port'>,
  path: string,
  init: RequestInit = {},
): Promise<HttpAnswer> {
  const response = await fetch(`http://127.0.0.1:${String(api.port)}${path}`, init);
  const text = await response.text();
  const type = response.headers.get('content-type');
  const body: unknown = type?.includes('json') === true && text !== '' ? JSON.parse(text) : text;
  const answer = { status: response.status, type, headers: response.headers, body };
  expectDocumented(init.method ?? 'GET', path, answer);
  return answer;
}

/** How often the cache of an API has answered. */
export async function cacheHits({ metrics }: RunningApi): Promise<number> {
  const metric = await metrics.registry.getSingleMetric('adtech_api_requests_total')?.get();
  const values = metric?.values as { value: number; labels: { cache?: string } }[];
  return values.filter(({ labels }) => labels.cache === 'hit').reduce((sum, { value }) => sum + value, 0);
}

/** Holds an answer against the problem that it should be. */
export function expectProblem(answer: HttpAnswer, status: number, detail: RegExp): void {
  expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status } });
  expect((answer.body as { detail: string }).detail).toMatch(detail);
}

const DOCUMENT = createDocument(ENDPOINTS, TEST_VERSION);

function expectDocumented(method: string, path: string, { status, type, headers, body }: HttpAnswer): void {
  expect(headers.get('x-request-id')).toMatch(/./);
  const pathname = path.split(/[?#]/)[0]!.replace(/(.)\/$/, '$1');
  const read = method === 'HEAD' ? 'GET' : method;
  const endpoint = ENDPOINTS.find(
    (one) =>
      one.method.toUpperCase() === read &&
      new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  if (status >= 400 && method !== 'HEAD') {
    expect(type).toBe('application/problem+json');
    expect(ProblemSchema.safeParse(body).error).toBeUndefined();
    expect(body).toMatchObject({ status });
  }
  if (endpoint === undefined) return;
  const documented = DOCUMENT.paths?.[endpoint.path]?.[endpoint.method]?.responses ?? {};
  expect(Object.keys(documented)).toContain(String(status));
  if (status === 200 && method !== 'HEAD') {
    expect(type).toBe('application/json; charset=utf-8');
    expect(endpoint.answer.safeParse(body).error).toBeUndefined();
  }
}
