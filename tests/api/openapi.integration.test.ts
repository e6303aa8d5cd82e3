import type { RunningApi } from '../../api/server';
import { ENDPOINTS } from '../../api/endpoints';
import { createApp } from '../../api/app';
import { createDashboard } from '../../api/dashboard/dashboard';
import { startTestApi, TEST_VERSION } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;
let api: RunningApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

const fetchFrom = (path: string) => fetch(`http://127.0.0.1:${String(api.port)}${path}`);

interface Document {
  openapi: string;
  info: { version: string };
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, Media> }>>;
}
interface Media {
  description: string;
  content?: Record<string, { example?: unknown; examples?: Record<string, { value: unknown }> }>;
}

async function readDocument(): Promise<Document> {
  const response = await fetchFrom('/openapi.json');
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  return (await response.json()) as Document;
}

it('is OpenAPI 3.1 of this version', async () => {
  expect(await readDocument()).toMatchObject({ openapi: '3.1.0', info: { version: TEST_VERSION } });
});

const dashboard = () =>
  createDashboard({
    db: undefined as never,
    now: () => new Date(),
    cache: undefined as never,
    startDate: '2024-11-29',
    temporalUi: undefined,
    keyRing: undefined,
  });

/** Methods and paths in Express's own route table, without the pages of the document and the dashboard. */
function expressRoutes(): string[] {
  interface Layer {
    route?: { path: string; methods: Record<string, boolean> };
  }
  const app = createApp({
    endpoints: ENDPOINTS,
    dependencies: undefined as never,
    dashboard: dashboard(),
    cache: undefined as never,
    log: undefined as never,
    version: TEST_VERSION,
    keysRequired: false,
  });
  const { stack } = app.express.router as unknown as { stack: Layer[] };
  return stack.flatMap(({ route }) =>
    route === undefined
      ? []
      : Object.keys(route.methods)
          .filter((method) => route.methods[method])
          .map((method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`),
  );
}

it('has exactly the routes that are served', async () => {
  const { paths } = await readDocument();
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const declared = ENDPOINTS.map(({ method, path, scope }) => ({ name: `${method} ${path}`, scope }));
  expect(documented.sort()).toEqual(declared.map(({ name }) => name).sort());
  // Reads whose answers are shared do without Express.
  const ofCallers = declared.filter(({ scope }) => scope === 'caller').map(({ name }) => name);
  expect(expressRoutes()).toEqual(ofCallers);
  for (const one of documented) {
    const [method, path = ''] = one.split(' ');
    const response = await fetch(
      `http://127.0.0.1:${String(api.port)}${path.replace('{advertiser}', 'A').replace('{model}', 'TopCTR').replace('{date}', '2024-11-29')}`,
      { method: method!.toUpperCase() },
    );
    expect([404, 405]).not.toContain(
      response.status === 404 ? await titleIsRoute(response) : response.status,
    );
  }
});

it('describes no page of the dashboard, which is still served', async () => {
  const { paths } = await readDocument();
  const pages = dashboard().routes.filter(({ method }) => method === 'get');
  expect(pages.length).toBeGreaterThan(4);
  for (const { path } of pages) {
    expect(Object.keys(paths)).not.toContain(path);
    const url = path.replace('{advertiser}', 'A').replace('{date}', '2024-11-29');
    const response = await fetchFrom(url);
    expect(response.status === 404 ? await titleIsRoute(response) : response.status).toBe(200);
  }
});

/** 404 only where the route itself is missing. */
async function titleIsRoute(response: Response): Promise<number> {
  return ((await response.json()) as { title: string }).title === 'No such route' ? 404 : 200;
}

it('has an example for each answer and each error, which fit their schemas', async () => {
  const { paths } = await readDocument();
  for (const endpoint of ENDPOINTS) {
    const { responses } = paths[endpoint.path]![endpoint.method]!;
    expect(endpoint.answer.safeParse(endpoint.example).error).toBeUndefined();
    for (const [status, { description, content }] of Object.entries(responses)) {
      expect(description).not.toBe('');
      if (status === '304') continue;
      const [media] = Object.values(content ?? {});
      expect(media?.example ?? Object.values(media?.examples ?? {})[0]?.value).toBeDefined();
    }
  }
});

it('is shown by a page whose files all come from here, under a strict policy', async () => {
  const page = await fetchFrom('/docs');
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy')!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  const html = await page.text();
  expect(html).not.toMatch(/https?:\/\/|<script>|style=/);
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!);
  expect(files).toHaveLength(5);
  for (const file of files) {
    const answer = await fetchFrom(file);
    expect(answer.status).toBe(200);
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(50);
  }
});

// Fails when range and version headers of a caller reach the file reader, which answers them with its own errors.
it.each([
  { range: 'bytes=99999999-' },
  { 'if-match': '"other"' },
  { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
])('is shown whole to a caller that sends %j', async (headers: Record<string, string>) => {
  for (const path of ['/docs', '/docs/swagger-ui.css', '/openapi.json']) {
    const answer = await fetch(`http://127.0.0.1:${String(api.port)}${path}`, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toMatch(/./);
  }
});
