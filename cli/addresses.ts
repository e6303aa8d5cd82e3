import type { ClientConnectConfig } from '@temporalio/envconfig';
import type { Settings } from '../config/settings';
import type { DatabasePooler } from '../db/pooler';
import { DEFAULT_START_DATE } from '../domain/due-dates';
import type { CalendarDay } from '../domain/execution-date';
import { UsageError } from './exit-codes';
import type { Home, RunningParts } from './home';

/** The addresses of all services, from settings and embedded parts. */
export interface Addresses {
  readonly lakeUrl: string;
  readonly databaseUrl: string;
  /** The pooler behind `databaseUrl`. */
  readonly databasePooler: DatabasePooler | undefined;
  /** The address without a pooler, for migrations. */
  readonly directDatabaseUrl: string | undefined;
  readonly temporal: ClientConnectConfig;
  readonly startDate: CalendarDay;
}

/** The addresses of Postgres, and its pooler. */
export type DatabaseAddress = Pick<Addresses, 'databaseUrl' | 'databasePooler' | 'directDatabaseUrl'>;

/**
 * The addresses that the settings give, completed by the embedded parts of an `up` that runs in this folder.
 * @throws UsageError when a part has neither.
 */
export function resolveAddresses(settings: Settings, home: Home): Addresses {
  const running = home.running;
  const address = settings.temporal.connectionOptions.address ?? running?.temporalAddress;
  const database = findDatabase(settings, home);
  const missing = [
    ...(database === undefined ? ['DATABASE_URL'] : []),
    ...(address === undefined ? ['TEMPORAL_ADDRESS'] : []),
  ];
  if (database === undefined && running !== undefined) throw passwordMissing(running);
  if (database === undefined || address === undefined) {
    throw new UsageError(
      `${missing.join(' and ')} not set, and no \`npx adtech up\` runs in this folder; set what is missing, or start that first`,
    );
  }
  const { temporal } = settings;
  return {
    lakeUrl: settings.lakeUrl ?? home.lakeUrl,
    ...database,
    temporal: { ...temporal, connectionOptions: { ...temporal.connectionOptions, address } },
    startDate: startDateOf(settings, home),
  };
}

/**
 * The database in the settings, or the database of an `up` that runs in this folder.
 * @throws UsageError when there is neither.
 */
export function resolveDatabase(settings: Settings, home: Home): DatabaseAddress {
  const database = findDatabase(settings, home);
  const { running } = home;
  if (database === undefined && running !== undefined) throw passwordMissing(running);
  if (database === undefined)
    throw new UsageError('DATABASE_URL is not set, and no `npx adtech up` runs in this folder');
  return database;
}

/** The same, undefined when there is neither. */
export function findDatabase(settings: Settings, home: Home): DatabaseAddress | undefined {
  const databaseUrl = settings.databaseUrl ?? home.running?.databaseUrl;
  const { databasePooler, databaseDirectUrl: directDatabaseUrl } = settings;
  return databaseUrl === undefined ? undefined : { databaseUrl, databasePooler, directDatabaseUrl };
}

function passwordMissing({ database }: RunningParts): UsageError {
  return new UsageError(
    `DATABASE_URL is not set here; the \`npx adtech up\` that runs in this folder uses ${database}, whose password is not kept: set DATABASE_URL as it was set there`,
  );
}

/** START_DATE, or the first day of the embedded lake's sample logs if these are read. */
export function startDateOf(settings: Settings, home: Home): CalendarDay {
  const isEmbedded = settings.lakeUrl === undefined || settings.lakeUrl === home.lakeUrl;
  const ofSample = isEmbedded ? home.sampleStartDate : undefined;
  return settings.startDate ?? ofSample ?? DEFAULT_START_DATE;
}
