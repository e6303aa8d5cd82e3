import express from 'express';
import type { Express } from 'express';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Database } from '../db/schema';
import { noSuchRoute, problemHandler } from './problem';
import { healthRoutes } from './routes/health';
import { historyRoute } from './routes/history';
import { recommendationsRoute } from './routes/recommendations';
import { statsRoute } from './routes/stats';

/** What the API works with. */
export interface ApiDependencies {
  readonly db: Kysely<Database>;
  readonly log: Logger;
}

/** The API, apart from how it is served. */
export function createApp({ db, log }: ApiDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(
    pinoHttp({
      logger: log,
      // One line a request, below `info` when all is well: ad servers ask on every page view.
      customLogLevel: (_request, response, error) =>
        error !== undefined || response.statusCode >= 500 ? 'error' : 'debug',
      serializers: {
        req: ({ id, method, url }: { id: unknown; method: string; url: string }) => ({ id, method, url }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      },
    }),
  );
  app.use(healthRoutes(db), recommendationsRoute(db), historyRoute(db), statsRoute(db));
  app.use(noSuchRoute);
  app.use(problemHandler);
  return app;
}
