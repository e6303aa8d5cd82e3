import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { Router } from 'express';
import type { RequestHandler } from 'express';
import { keyOfCookie } from '../access/credentials';
import type { AnswerCache } from '../answers/answer-cache';
import { pageAnswer } from '../answers/answer';
import { answerCaller, answerFromCache, handlerOf } from '../answers/route-handlers';
import { FORMS, isPagePath, PAGES, STYLES } from '../endpoints/pages';
import { expressPath } from '../endpoints/paths';
import type { Problem } from '../problem';
import { advertiserPages } from './advertiser/advertiser-page';
import { advertisersPage } from './advertiser/advertisers-page';
import { datePage } from './date-page';
import type { Site } from './layout';
import { evaluationPage } from './models/evaluation-page';
import { modelsPage } from './models/models-page';
import { overviewPage } from './overview/overview-page';
import type { CallerPage, DashboardDependencies, Page } from './page';
import { problemPage } from './problem-page';
import { sessionRoutes } from './session';

/** Pages for people, beside the API. */
export interface Dashboard {
  readonly router: Router;
  /** What `router` answers at. */
  readonly routes: readonly { readonly path: string; readonly method: 'get' | 'post' }[];
  /** How a request is shown its error; undefined for a program, and for routes of the API. */
  problemPageFor(request: IncomingMessage, requestId: string): ((problem: Problem) => string) | undefined;
}

/** Pages of the published lists and of the runs behind them, made on the server, without any script. */
export function createDashboard(deps: DashboardDependencies): Dashboard {
  const styles = readFileSync(path.join(__dirname, 'dashboard.css'));
  const version = createHash('sha256').update(styles).digest('base64url').slice(0, 12);
  const site: Site = {
    stylesHref: `${STYLES.path}?v=${version}`,
    keysRequired: deps.keyRing !== undefined,
  };
  const pages = [
    overviewPage(site, deps),
    advertisersPage(site, deps),
    ...advertiserPages(site, deps),
    modelsPage(site, deps),
    evaluationPage(site, deps),
    datePage(site, deps),
  ];
  const router = Router({ caseSensitive: true });
  for (const page of pages) {
    router.get(expressPath(page.route), answer(page, deps.cache));
  }
  // Its address changes with its content.
  router.get(STYLES.path, (_request, response) => {
    response.set('Cache-Control', 'public, max-age=31536000, immutable').type('css').send(styles);
  });
  router.use(sessionRoutes(deps.keyRing));
  return {
    router,
    routes: [...pages.map(({ route }) => route), STYLES, ...Object.values(FORMS)],
    problemPageFor: (request, requestId) => {
      const url = request.url ?? '';
      if (!isPagePath(url) || !(request.headers.accept ?? '').includes('text/html')) return undefined;
      // What was sent cannot be sent again by a link.
      const again = request.method === 'GET' ? url : PAGES.overview.path;
      return (problem) =>
        problemPage(site, problem, {
          url: again,
          requestId,
          hasKey: request.method === 'POST' || keyOfCookie(request.headers) !== undefined,
        });
    },
  };
}

function answer(page: Page, cache: AnswerCache): RequestHandler {
  if (isForCallers(page)) {
    const { route, show } = page;
    return answerCaller(route, async (input, caller) => pageAnswer((await show(input, caller)).html));
  }
  const { route, show } = page;
  const answerer = answerFromCache(route, cache, async (input) => {
    const { html, ...shown } = await show(input);
    return { answer: pageAnswer(html), dates: undefined, ...shown };
  });
  return handlerOf(answerer);
}

function isForCallers(page: Page): page is CallerPage {
  return page.route.scope === 'caller';
}
