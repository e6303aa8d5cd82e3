import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Router } from 'express';
import type { Response } from 'express';
import helmet from 'helmet';
// Its main file would load the page's own programs as well.
import getAbsoluteFSPath from 'swagger-ui-dist/absolute-path';
import { rateLimitHeaders } from './access/rate-limit';
import { DOCUMENTATION } from './endpoints/pages';
import { contextOf } from './request-context';

const { document: DOCUMENT, page: PAGE_ROUTE, start: START_ROUTE, ...FILES } = DOCUMENTATION;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Product recommendations: API</title>
    <link rel="icon" href="${FILES.icon.path}">
    <link rel="stylesheet" href="${FILES.styles.path}">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <noscript>This page needs JavaScript; the document itself is at <a href="${DOCUMENT.path}">${DOCUMENT.path}</a>.</noscript>
    <script src="${FILES.script.path}"></script>
    <script src="${START_ROUTE.path}"></script>
  </body>
</html>
`;
const START = `SwaggerUIBundle({ url: '${DOCUMENT.path}', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n`;

/** The document, and a page that shows it, from files of this machine only. */
export function docsRoutes(document: unknown): Router {
  const router = Router({ caseSensitive: true });
  const policy = helmet({
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
  const serve = (route: string, type: string, body: string | Buffer, cacheControl = 'no-cache') => {
    router.get(route, policy, (request, response) => {
      const context = contextOf(request);
      context.route = 'docs';
      const { id, limits } = context;
      response.set('X-Request-Id', id).set('Cache-Control', cacheControl).type(type);
      if (limits !== undefined) setPairs(response, rateLimitHeaders(limits));
      response.send(body);
    });
  };
  serve(DOCUMENT.path, 'application/json', JSON.stringify(document));
  serve(PAGE_ROUTE.path, 'html', PAGE);
  serve(START_ROUTE.path, 'text/javascript', START);
  for (const { path: file } of Object.values(FILES)) {
    const body = readFileSync(path.join(getAbsoluteFSPath(), path.basename(file)));
    serve(file, path.extname(file), body, 'public, max-age=3600');
  }
  return router;
}

function setPairs(response: Response, pairs: readonly string[]): void {
  for (let i = 0; i < pairs.length; i += 2) response.set(pairs[i] ?? '', pairs[i + 1] ?? '');
}
