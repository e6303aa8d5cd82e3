import { Router } from 'express';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { getAbsoluteFSPath } from 'swagger-ui-dist';

/** Where the page's own files are, below `/docs`. */
const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** What `docsRoutes` answers at. */
export const DOCS_ROUTES = [
  '/openapi.json',
  '/docs',
  '/docs/start.js',
  ...FILES.map((file) => `/docs/${file}`),
].map((path) => ({ path, method: 'get' as const }));

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
export function docsRoutes(document: unknown): Router {
  const router = Router({ caseSensitive: true });
  const json = JSON.stringify(document);
  const page = helmet({
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
  const text =
    (type: string, body: string): RequestHandler =>
    (_request, response) => {
      response.set('Cache-Control', 'no-cache').type(type).send(body);
    };
  router.get('/openapi.json', page, text('application/json', json));
  router.get('/docs', page, text('html', PAGE));
  router.get('/docs/start.js', page, text('text/javascript', START));
  for (const file of FILES) {
    router.get(`/docs/${file}`, page, (_request, response, next) => {
      response.sendFile(file, { root: getAbsoluteFSPath(), maxAge: '1h' }, (error?: Error) => {
        if (error !== undefined) next(error);
      });
    });
  }
  return router;
}
