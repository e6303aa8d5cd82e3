import type { ClientConnectConfig } from '@temporalio/envconfig';
import { endBeforeStart, SettingsError } from '../config/settings-error';
import type { Settings } from '../config/settings';
import type { DatabasePooler } from '../db/pooler';
import { DEFAULT_START_DATE } from '../domain/due-dates';
import type { Period } from '../domain/due-dates';
import { UsageError } from './exit-codes';
import type { Home, RunningParts } from './home';

/** The addresses of all services, from settings and embedded parts, and the period. */
export interface Addresses extends Period {
  readonly lakeUrl: string;
  readonly databaseUrl: string;
  /** The pooler behind `databaseUrl`. */
  readonly databasePooler: DatabasePooler | undefined;
  /** The address without a pooler, for migrations. */
  readonly directDatabaseUrl: string | undefined;
  readonly temporal: ClientConnectConfig;
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
    ...periodOf(settings, home),
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

/**
 * START_DATE and END_DATE. Without START_DATE they are the period of the logs, where an `up` of this folder has read it.
 * @throws SettingsError when the period ends before it begins.
 */
export function periodOf(settings: Settings, home: Home): Required<Period> {
  const ofLogs =
    settings.startDate === undefined ? home.periodOf(settings.lakeUrl ?? home.lakeUrl) : undefined;
  const startDate = settings.startDate ?? ofLogs?.startDate ?? DEFAULT_START_DATE;
  const endDate = settings.endDate ?? ofLogs?.endDate;
  if (endDate !== undefined && endDate < startDate) {
    throw new SettingsError([`${endBeforeStart(startDate, endDate)}, which is not set; set it too`]);
  }
  return { startDate, endDate };
}
