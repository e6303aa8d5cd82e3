import type { Logger } from 'pino';
import { DEFAULT_METRICS_PORT, DEFAULT_PORT } from '../../config/settings';
import type { Settings } from '../../config/settings';
import { DOT_SEGMENTS } from '../../domain/dot-segments';
import { describeFirstDue, describePeriod, dueDates } from '../../domain/due-dates';
import type { DueDates } from '../../domain/due-dates';
import { freePort } from '../../local/ports';
import { registerSearchAttributes } from '../../temporal/search-attributes';
import { applySchedule } from '../../temporal/schedule';
import { checkPublished } from '../check-published';
import type { CommandContext } from '../command';
import { mayRun } from '../may-run';
import { startEmbedded } from '../embedded';
import type { EmbeddedParts } from '../embedded';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { createLogger } from '../logger';
import { findMissingDates } from '../missing-dates';
import { findDates } from '../date-statuses';
import { tallyDates } from '../date-tally';
import { openDatesView, printResults } from '../dates-view';
import type { Output } from '../output';
import { patiently } from '../patiently';
import { prepareLogs } from '../prepare-logs';
import { startApiServer } from '../api-part';
import type { ApiPart, ApiPlace } from '../api-part';
import { exitCodeOf, runDates } from '../run-dates';
import { migrateAt, withServices } from '../services';
import type { Services } from '../services';
import { aborted } from '../stop-signal';
import { installTemporalRuntime } from '../temporal-runtime';
import { startWorker } from '../worker-part';

const LOOPBACK = '127.0.0.1';

/** The options of `adtech up`. */
export interface UpOptions {
  readonly once?: boolean;
  readonly logs?: string;
  readonly yes?: boolean;
}

interface Stoppable {
  stop(): Promise<void>;
}

/** What `adtech up` does. */
export async function up(context: CommandContext, options: UpOptions): Promise<ExitCode> {
  const { settings, home, out, stop } = context;
  const { once } = options;
  const other = home.running;
  if (other !== undefined) {
    throw new UsageError(`\`adtech up\` runs in this folder already (process ${String(other.pid)})`);
  }
  const log = createLogger('up', home.file('adtech.log'));
  const workerMetricsPort = await installTemporalRuntime(log, {
    host: LOOPBACK,
    port: settings.workerMetricsPort,
  });
  const started: Stoppable[] = [];
  try {
    return await startAll(context, { log, workerMetricsPort }, started, options);
  } catch (error) {
    if (!stop.aborted) throw error;
    return once === true ? EXIT.partlyDone : EXIT.done;
  } finally {
    if (started.length > 0) {
      const isKept = home.hasRunning;
      out.line('stopping');
      await stopAll(started.reverse());
      if (isKept) out.done('everything is stopped; the data is kept');
      else out.warn(`everything is stopped; ${home.folder} was removed, and its data with it`);
    }
  }
}

/** Stops all parts in order, even if one fails to stop; then throws the first error. */
async function stopAll(parts: readonly Stoppable[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    await part.stop().catch((error: unknown) => {
      failures.push(error);
    });
  }
  if (failures.length > 0) throw failures[0];
}

async function startAll(
  context: CommandContext,
  { log, workerMetricsPort }: { readonly log: Logger; readonly workerMetricsPort: number },
  started: Stoppable[],
  options: UpOptions,
): Promise<ExitCode> {
  const { settings, home, out, stop } = context;
  await prepareLogs(context, options.logs);
  out.line('starting Postgres and Temporal');
  const embedded = await startEmbedded(settings, home, out, stop);
  started.push(embedded);
  stop.throwIfAborted();
  const { addresses } = embedded;

  const { applied } = await migrateAt(addresses);
  out.done(`Postgres ${applied.length === 0 ? 'is up to date' : `migrated: ${applied.join(', ')}`}`);

  return withServices(settings, addresses, async (services) => {
    // Before any run begins: a run that began without a search attribute never gets it.
    const { fault } = await registerSearchAttributes(
      services.client,
      addresses.temporal.connectionOptions.address ?? '',
    );
    if (fault !== undefined) out.warn(fault);
    const temporalUiUrl = settings.temporalUiUrl ?? embedded.temporalUiUrl;
    const api = await startApi(settings, { ...addresses, temporalUiUrl }, log, out);
    started.push(api);
    const apiUrl = `http://${LOOPBACK}:${String(api.port)}`;
    const pages = { dashboardUrl: settings.dashboardUrl ?? apiUrl, temporalUiUrl };
    const worker = await startWorker(settings, addresses, log, pages);
    started.push(worker);
    out.done('a worker polls for runs');
    out.done(`the API answers at ${apiUrl}, and shows itself at ${apiUrl}/docs`);
    const metricsAt = (port: number) => `http://${LOOPBACK}:${String(port)}/metrics`;
    out.done(
      `metrics are at ${metricsAt(api.metricsPort)}, and at ${metricsAt(workerMetricsPort)} of the worker`,
    );
    if (embedded.temporalUiUrl !== undefined) out.done(`the Temporal Web UI is at ${embedded.temporalUiUrl}`);
    const { outcome } = await applySchedule(services.client, addresses);
    out.done(
      `the daily schedule is ${outcome === 'unchanged' ? 'in place' : outcome}, ${describePeriod(addresses)}`,
    );

    const work = async (): Promise<ExitCode> => {
      const code = await publishDue(services, apiUrl, context, options);
      if (options.once === true) return code;
      await showTour(services, apiUrl, embedded, out);
      await aborted(stop);
      return EXIT.done;
    };
    return Promise.race([work(), worker.failed, embedded.lost]);
  });
}

/** Runs the due dates that are not published, compares the API with the tables, and prints the states of the dates. */
async function publishDue(
  services: Services,
  apiUrl: string,
  context: CommandContext,
  options: UpOptions,
): Promise<ExitCode> {
  const { out, stop } = context;
  const due = dueDates(services, new Date());
  if (due.dates.length === 0) {
    out.line(describeFirstDue(due.first));
    return EXIT.done;
  }
  const codes = [await catchUp(services, due, context, options), await check(services, due, apiUrl, out)];
  codes.push(await tellStates(services, due, out, stop));
  return codes.find((code) => code !== EXIT.done) ?? EXIT.done;
}

async function catchUp(
  services: Services,
  due: DueDates,
  { out, stop }: CommandContext,
  { yes }: UpOptions,
): Promise<ExitCode> {
  const missing = await findMissingDates(services.db, due);
  if (missing.length === 0) return EXIT.done;
  if (yes !== true && !(await mayRun(missing, out, stop))) {
    out.warn('no date was started');
    return EXIT.partlyDone;
  }
  out.line(`catching up ${String(missing.length)} dates, ${missing[0] ?? ''} to ${missing.at(-1) ?? ''}`);
  const view = openDatesView(out, services, () => performance.now());
  const results = await runDates(services, missing, {
    startedBy: 'catch-up',
    // Runs of an earlier `up` that was killed continue, because a worker polls again.
    whenOpen: 'join',
    onProgress: view.show,
    signal: stop,
  }).finally(() => view.close());
  stop.throwIfAborted();
  printResults(out, results, { listed: false });
  return exitCodeOf(results);
}

async function check(
  services: Services,
  { dates }: DueDates,
  apiUrl: string,
  out: Output,
): Promise<ExitCode> {
  const { lists, faults } = await checkPublished(services, apiUrl, dates);
  if (faults.length === 0) {
    out.done(
      `checked: the API answers the published lists, ${lists.toLocaleString('en')} of them over ${String(dates.length)} dates`,
    );
    return EXIT.done;
  }
  for (const fault of faults.slice(0, 20)) out.warn(fault);
  if (faults.length > 20) out.warn(`and ${String(faults.length - 20)} more`);
  return EXIT.failed;
}

/** A published date may have a failed newest run or changed inputs. */
async function tellStates(
  services: Services,
  { first, last }: DueDates,
  out: Output,
  stop: AbortSignal,
): Promise<ExitCode> {
  const { dates } = await patiently(() => findDates(services, first, last), stop);
  // Missing dates have been waited for, so an open run has published and was interrupted before its end.
  const open = tallyDates(dates).filter(({ state }) => state !== 'done' && state !== 'running');
  if (open.length === 0) {
    out.done(`every date from ${first} to ${last} is published`);
    return EXIT.done;
  }
  const counts = open.map(({ state, count }) => `${String(count)} ${state}`).join(', ');
  out.warn(
    `${counts} of ${String(dates.length)} dates, ${first} to ${last}: \`npx adtech status\` shows them`,
  );
  for (const { remedy } of open) if (remedy !== undefined) out.line(`  ${remedy}`);
  return EXIT.partlyDone;
}

/** Uses exactly the ports PORT and METRICS_PORT if set; otherwise the default ports, or other free ones. */
async function startApi(
  settings: Settings,
  place: Omit<ApiPlace, 'listen' | 'metricsPort'>,
  log: Logger,
  out: Output,
): Promise<ApiPart> {
  const [port, metricsPort] = await Promise.all([
    settings.port ?? usualPort('PORT', DEFAULT_PORT, out),
    settings.metricsPort ?? usualPort('METRICS_PORT', DEFAULT_METRICS_PORT, out),
  ]);
  const listen = { host: LOOPBACK, port };
  return startApiServer(settings, { ...place, listen, metricsPort }, log);
}

/** Returns the port if it is free, or else another. */
async function usualPort(setting: string, usual: number, out: Output): Promise<number> {
  const port = await freePort(usual);
  if (port !== usual)
    out.warn(`port ${String(usual)} is taken; ${String(port)} is used (${setting} sets one)`);
  return port;
}

async function showTour(
  { db }: Services,
  apiUrl: string,
  embedded: EmbeddedParts,
  out: Output,
): Promise<void> {
  const advertiser = await anyAdvertiser(db);
  out.line();
  out.line('Look around:');
  out.line(`  curl ${apiUrl}/recommendations/${advertiser}/TopCTR`);
  out.line(`  curl ${apiUrl}/history/${advertiser}`);
  out.line(`  curl ${apiUrl}/stats`);
  out.line(`  open ${apiUrl}/   # the dashboard`);
  if (embedded.temporalUiUrl !== undefined) out.line(`  open ${embedded.temporalUiUrl}`);
  out.line('  npx adtech status');
  out.line(
    '  cat .adtech/running.json   # DATABASE_URL and TEMPORAL_ADDRESS for psql, temporal and the like',
  );
  out.line();
  out.line('Ctrl-C stops everything.');
}

async function anyAdvertiser(db: Services['db']): Promise<string> {
  const row = await db
    .selectFrom('advertisers')
    .select('advertiser_id')
    .where('advertiser_id', 'not in', DOT_SEGMENTS)
    .orderBy('advertiser_id')
    .limit(1)
    .executeTakeFirst();
  return encodeURIComponent(row?.advertiser_id ?? 'ADVERTISER');
}
