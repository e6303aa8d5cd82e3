import { childEnvironment } from '../config/settings';
import type { Settings } from '../config/settings';
import { findSharedSettings, holdsPassword, withoutPassword } from '../config/shared-settings';
import { findTemporal } from '../local/find-temporal';
import { processIdentity } from '../local/leftovers';
import { startPostgres } from '../local/postgres';
import { startTemporalServer } from '../local/temporal-server';
import type { Home } from './home';
import type { Output } from './output';
import { periodOf } from './addresses';
import type { Addresses } from './addresses';

const TEMPORAL_PORT = 7233;
const TEMPORAL_UI_PORT = 8233;
const POSTGRES_PORT = 54329;
const LOOK_FOR_HOME_EVERY_MS = 2_000;

/** The embedded parts that an `up` has started. */
export interface EmbeddedParts {
  readonly addresses: Addresses;
  /** Address of the Temporal Web UI; undefined when Temporal runs elsewhere. */
  readonly temporalUiUrl: string | undefined;
  /** Rejects when the folder with their data is removed, and never resolves. */
  readonly lost: Promise<never>;
  stop(): Promise<void>;
}

/** Starts Postgres and Temporal if no setting has their address. The lake is a folder and needs no start. */
export async function startEmbedded(
  settings: Settings,
  home: Home,
  out: Output,
  stop: AbortSignal,
): Promise<EmbeddedParts> {
  const onProgress = (line: string) => {
    out.line(`  ${line}`);
  };
  const { databaseUrl: givenDatabase, temporal: givenTemporal } = settings;
  const [postgres, temporal] = await allOrNone(
    givenDatabase === undefined
      ? startPostgres({ dataDir: home.file('postgres'), port: POSTGRES_PORT, onProgress })
      : Promise.resolve(undefined),
    givenTemporal.connectionOptions.address === undefined
      ? startTemporal(home, onProgress, stop)
      : Promise.resolve(undefined),
  );
  const address = settings.temporal.connectionOptions.address ?? temporal?.address ?? '';
  const databaseUrl = settings.databaseUrl ?? postgres?.url ?? '';
  const addresses: Addresses = {
    lakeUrl: settings.lakeUrl ?? home.lakeUrl,
    databaseUrl,
    databasePooler: givenDatabase === undefined ? undefined : settings.databasePooler,
    directDatabaseUrl: settings.databaseDirectUrl,
    temporal: {
      ...settings.temporal,
      connectionOptions: { ...settings.temporal.connectionOptions, address },
    },
    ...periodOf(settings, home),
  };
  remember(home, settings, addresses);
  const watch = watchHome(home);
  return {
    addresses,
    temporalUiUrl: temporal?.uiUrl,
    lost: watch.lost,
    stop: async () => {
      watch.stop();
      home.running = undefined;
      await Promise.all([temporal?.stop(), postgres?.stop()]);
    },
  };
}

/** Records for other commands of this folder what runs and with which settings, without passwords of the settings. */
function remember(
  home: Home,
  settings: Settings,
  { lakeUrl, databaseUrl, temporal, startDate, endDate }: Addresses,
): void {
  const isSecret = settings.databaseUrl !== undefined && holdsPassword(databaseUrl);
  const { namespace } = settings.temporal;
  home.running = {
    pid: process.pid,
    identity: processIdentity(process.pid),
    databaseUrl: isSecret ? undefined : databaseUrl,
    database: withoutPassword(databaseUrl),
    temporalAddress: temporal.connectionOptions.address ?? '',
    settings: {
      ...findSharedSettings(),
      LAKE_URL: lakeUrl,
      START_DATE: startDate,
      ...(endDate === undefined ? {} : { END_DATE: endDate }),
      ...(namespace === undefined ? {} : { TEMPORAL_NAMESPACE: namespace }),
    },
  };
}

/** Watches the folder: a server does not notice that its files are removed, and would fail later with an unclear error. */
function watchHome(home: Home): { readonly lost: Promise<never>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const lost = new Promise<never>((_resolve, reject) => {
    timer = setInterval(() => {
      if (home.hasRunning) return;
      clearInterval(timer);
      reject(
        new Error(
          `${home.folder} was removed while \`npx adtech up\` used it, and its data with it; start \`npx adtech up\` again`,
        ),
      );
    }, LOOK_FOR_HOME_EVERY_MS).unref();
  });
  // It may reject before any code awaits it.
  lost.catch(() => undefined);
  return {
    lost,
    stop: () => {
      clearInterval(timer);
    },
  };
}

async function startTemporal(home: Home, onProgress: (line: string) => void, signal: AbortSignal) {
  const executable = await findTemporal({
    env: childEnvironment(),
    cacheDir: home.cacheFolder,
    onProgress,
    signal,
  });
  return startTemporalServer({
    executable,
    dataDir: home.file('temporal'),
    port: TEMPORAL_PORT,
    uiPort: TEMPORAL_UI_PORT,
    onProgress,
  });
}

/** Waits for parts that start in parallel; if one fails, the others are stopped before the error is thrown. */
async function allOrNone<A extends Stoppable, B extends Stoppable>(
  first: Promise<A | undefined>,
  second: Promise<B | undefined>,
): Promise<[A | undefined, B | undefined]> {
  const started = await Promise.allSettled([first, second]);
  const [a, b] = started;
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  for (const part of started) if (part.status === 'fulfilled') await part.value?.stop();
  throw (a.status === 'rejected' ? a.reason : (b as PromiseRejectedResult).reason) as Error;
}

interface Stoppable {
  stop(): Promise<void>;
}
