"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.DOCS_ROUTES = void 0;
exports.docsRoutes = docsRoutes;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const express_1 = require("express");
const helmet_1 = __importDefault(require("helmet"));
// Its main file would load the page's own programs as well.
const absolute_path_1 = __importDefault(require("swagger-ui-dist/absolute-path"));
const rate_limit_1 = require("./access/rate-limit");
const request_context_1 = require("./request-context");
/** Where the page's own files are, below `/docs`. */
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
/** What `docsRoutes` answers at. */
exports.DOCS_ROUTES = [
    '/openapi.json',
    '/docs',
    '/docs/start.js',
    ...FILES.map((file) => `/docs/${file}`),
].map((route) => ({ path: route, method: 'get' }));
const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Product recommendations: API</title>
    <link rel="icon" href="/docs/favicon-32x32.png">
    <link rel="stylesheet" href="/docs/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <noscript>This page needs JavaScript; the document itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;
/** The document, and a page that shows it, from files of this machine only. */
function docsRoutes(document) {
    const router = (0, express_1.Router)({ caseSensitive: true });
    const policy = (0, helmet_1.default)({
        contentSecurityPolicy: {
            useDefaults: false,
            directives: {
                defaultSrc: ["'none'"],
                scriptSrc: ["'self'"],
                styleSrc: ["'self'"],
                imgSrc: ["'self'", 'data:'],
                connectSrc: ["'self'"],
                baseUri: ["'none'"],
                formAction: ["'none'"],
                frameAncestors: ["'none'"],
            },
        },
    });
    const serve = (route, type, body, cacheControl = 'no-cache') => {
        router.get(route, policy, (request, response) => {
            const context = (0, request_context_1.contextOf)(request);
            context.route = 'docs';
            const { id, limits } = context;
            response.set('X-Request-Id', id).set('Cache-Control', cacheControl).type(type);
            if (limits !== undefined)
                setPairs(response, (0, rate_limit_1.rateLimitHeaders)(limits));
            response.send(body);
        });
    };
    serve('/openapi.json', 'application/json', JSON.stringify(document));
    serve('/docs', 'html', PAGE);
    serve('/docs/start.js', 'text/javascript', START);
    for (const file of FILES) {
        const body = (0, node_fs_1.readFileSync)(node_path_1.default.join((0, absolute_path_1.default)(), file));
        serve(`/docs/${file}`, node_path_1.default.extname(file), body, 'public, max-age=3600');
    }
    return router;
}
function setPairs(response, pairs) {
    for (let i = 0; i < pairs.length; i += 2)
        response.set(pairs[i] ?? '', pairs[i + 1] ?? '');
}
//# sourceMappingURL=docs.js.map