import { OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import type { RouteConfig } from '@asteasolutions/zod-to-openapi';
import type { Endpoint } from './endpoints/endpoint';
import { PROBLEMS, ProblemSchema } from './endpoints/problems';
import type { ProblemKind } from './endpoints/problems';
import { ETAG_HEADER, LIMIT_HEADERS, PROBLEM_HEADERS, REQUEST_ID_HEADER } from './endpoints/headers';

type Responses = RouteConfig['responses'];

/** What any route may answer. */
const COMMON: readonly ProblemKind[] = [
  'badRequest',
  'wrongMethod',
  'tooSlow',
  'headersTooLarge',
  'internal',
];
/** What any route for callers may answer besides. */
const OF_CALLERS: readonly ProblemKind[] = ['noKey', 'tooMany', 'noDatabase'];

/** The API's document, OpenAPI 3.1, made from its routes; it says whether a key is required. */
export function createDocument(endpoints: readonly Endpoint[], version: string, keysRequired = false) {
  const registry = new OpenAPIRegistry();
  registry.register('Problem', ProblemSchema);
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key made by `npx adtech keys create`, where the service requires one.',
  });
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
  });
  for (const endpoint of endpoints) registry.registerPath(pathOf(endpoint, keysRequired));
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Product recommendations',
      version,
      description:
        "Each advertiser's 20 most viewed products and the 20 with the best click-through rate, published once a day. All dates and times are UTC. Read only.",
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
  });
  return document;
}

function pathOf(endpoint: Endpoint, keysRequired: boolean): RouteConfig {
  const { id, method, path, tag, summary, description, params, query, body, answer, example } = endpoint;
  const isForCallers = endpoint.scope !== 'anyone';
  const isShared = isForCallers && endpoint.scope !== 'caller';
  return {
    operationId: id,
    method,
    path,
    tags: [tag],
    summary,
    description,
    security: isForCallers ? [...(keysRequired ? [] : [{}]), { bearer: [] }, { apiKey: [] }] : [],
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined
        ? {}
        : { body: { required: true, content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      200: {
        description: 'The answer.',
        headers: {
          ...REQUEST_ID_HEADER,
          ...(isForCallers ? LIMIT_HEADERS : {}),
          ...(isShared ? ETAG_HEADER : {}),
        },
        content: { 'application/json': { schema: answer, example } },
      },
      ...(isShared
        ? { 304: { description: 'What If-None-Match names is still the answer.', headers: ETAG_HEADER } }
        : {}),
      ...problemResponses(endpoint),
    },
  };
}

function problemResponses({ scope, problems, method }: Endpoint): Responses {
  const kinds: ProblemKind[] = [...COMMON, ...(scope === 'anyone' ? [] : OF_CALLERS), ...problems];
  if (method === 'post') kinds.push('forbidden');
  const byStatus = new Map<number, ProblemKind[]>();
  for (const kind of new Set(kinds)) {
    const { status } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus.map((kind) => `${PROBLEMS[kind].title}: ${PROBLEMS[kind].when}.`).join(' '),
        headers: { ...REQUEST_ID_HEADER, ...PROBLEM_HEADERS[status] },
        content: {
          'application/problem+json': {
            schema: ProblemSchema,
            examples: Object.fromEntries(
              ofStatus.map((kind) => [
                kind,
                {
                  value: {
                    type: 'about:blank',
                    title: PROBLEMS[kind].title,
                    status,
                    detail: PROBLEMS[kind].when,
                  },
                },
              ]),
            ),
          },
        },
      },
    ]),
  );
}
