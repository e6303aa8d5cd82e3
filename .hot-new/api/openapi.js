"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createDocument = createDocument;
const zod_to_openapi_1 = require("@asteasolutions/zod-to-openapi");
const problems_1 = require("./contract/problems");
const headers_1 = require("./contract/headers");
/** What any route may answer. */
const COMMON = [
    'badRequest',
    'wrongMethod',
    'tooSlow',
    'headersTooLarge',
    'internal',
];
/** What any route for callers may answer besides. */
const OF_CALLERS = ['noKey', 'tooMany', 'noDatabase'];
/** The API's document, OpenAPI 3.1, made from its routes; it says whether a key is required. */
function createDocument(endpoints, version, keysRequired = false) {
    const registry = new zod_to_openapi_1.OpenAPIRegistry();
    registry.register('Problem', problems_1.ProblemSchema);
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
    for (const endpoint of endpoints)
        registry.registerPath(pathOf(endpoint, keysRequired));
    const document = new zod_to_openapi_1.OpenApiGeneratorV31(registry.definitions).generateDocument({
        openapi: '3.1.0',
        info: {
            title: 'Product recommendations',
            version,
            description: "Each advertiser's 20 most viewed products and the 20 with the best click-through rate, published once a day. All dates and times are UTC. Read only.",
            license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
        servers: [{ url: '/' }],
    });
    return document;
}
function pathOf(endpoint, keysRequired) {
    const { id, method, path, tag, summary, description, params, query, body, answer, example } = endpoint;
    const isForCallers = endpoint.audience === 'callers';
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
                    ...headers_1.REQUEST_ID_HEADER,
                    ...(isForCallers ? headers_1.LIMIT_HEADERS : {}),
                    ...(method === 'get' && isForCallers ? headers_1.ETAG_HEADER : {}),
                },
                content: { 'application/json': { schema: answer, example } },
            },
            ...(method === 'get' && isForCallers
                ? { 304: { description: 'What If-None-Match names is still the answer.', headers: headers_1.ETAG_HEADER } }
                : {}),
            ...problemResponses(endpoint),
        },
    };
}
function problemResponses({ audience, problems, method }) {
    const kinds = [...COMMON, ...(audience === 'callers' ? OF_CALLERS : []), ...problems];
    if (method === 'post')
        kinds.push('forbidden');
    const byStatus = new Map();
    for (const kind of new Set(kinds)) {
        const { status } = problems_1.PROBLEMS[kind];
        byStatus.set(status, [...(byStatus.get(status) ?? []), kind]);
    }
    return Object.fromEntries([...byStatus].map(([status, ofStatus]) => [
        status,
        {
            description: ofStatus.map((kind) => `${problems_1.PROBLEMS[kind].title}: ${problems_1.PROBLEMS[kind].when}.`).join(' '),
            headers: { ...headers_1.REQUEST_ID_HEADER, ...headers_1.PROBLEM_HEADERS[status] },
            content: {
                'application/problem+json': {
                    schema: problems_1.ProblemSchema,
                    examples: Object.fromEntries(ofStatus.map((kind) => [
                        kind,
                        {
                            value: {
                                type: 'about:blank',
                                title: problems_1.PROBLEMS[kind].title,
                                status,
                                detail: problems_1.PROBLEMS[kind].when,
                            },
                        },
                    ])),
                },
            },
        },
    ]));
}
//# sourceMappingURL=openapi.js.map