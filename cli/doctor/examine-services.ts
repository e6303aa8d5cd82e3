import type { Client } from '@temporalio/client';
import type { Kysely } from 'kysely';
import type { Settings } from '../../config/settings';
import type { Database } from '../../db/schema';
import { findRunDatesOutside } from '../../db/run-calendar';
import { dueDates } from '../../domain/due-dates';
import { utcDay } from '../../domain/execution-date';
import type { Lake } from '../../storage/lake';
import { listInputs } from '../../logs/list-inputs';
import { connectClient } from '../../temporal/connect';
import type { Addresses } from '../addresses';
import { findDates } from '../date-statuses';
import type { KnownDates } from '../date-statuses';
import { patiently } from '../patiently';
import { databaseFor, lakeAt } from '../services';
import { checkCalendar } from './check-calendar';
import { checkCopies } from './check-copies';
import { checkInputs, checkRejects, checkVolume, findLostAdvertisers } from './check-inputs';
import { checkSchedule, checkWorker } from './check-schedule';
import {
  checkLake,
  checkMigrations,
  checkPostgres,
  checkTemporal,
  TEMPORAL_REMEDY,
  unreachable,
} from './check-services';
import { checkUnread } from './check-unread';
import { checkZoneData } from './check-zone-data';
import { CHECKS, skipped, withoutStaleRuns } from './finding';
import type { CheckReport } from './finding';
import { findOutsideDays, NOTHING_OUTSIDE } from './outside-days';

/** The options of the examination of services. */
export interface ExamineServicesOptions {
  readonly now: Date;
  readonly maxOpenMinutes: number;
  readonly signal: AbortSignal;
}

/** Runs every check of the services and of their data. */
export async function examineServices(
  settings: Settings,
  addresses: Addresses,
  options: ExamineServicesOptions,
): Promise<CheckReport[]> {
  const db = databaseFor('cli', addresses);
  const lake = await lakeAt(addresses.lakeUrl, settings);
  let client: Client | undefined;
  try {
    const address = addresses.temporal.connectionOptions.address ?? '';
    const [temporal, postgres, lakeReport] = await Promise.all([
      connectClient(addresses.temporal).then(
        (connected) => {
          client = connected;
          return checkTemporal(connected, address);
        },
        (error: unknown) =>
          unreachable('temporal', address, error instanceof Error ? error.cause : error, TEMPORAL_REMEDY),
      ),
      checkPostgres(db, addresses),
      checkLake(lake, options.signal),
    ]);
    const migrations =
      postgres.state === 'ok' ? await checkMigrations(db) : skipped('migrations', 'Postgres');
    const services = {
      client: temporal.state === 'ok' ? client : undefined,
      db: migrations.state === 'ok' ? db : undefined,
      lake: lakeReport.state === 'ok' ? lake : undefined,
    };
    return [
      temporal,
      postgres,
      migrations,
      lakeReport,
      ...(await checkRuns(services, addresses, options.now)),
      ...(await checkDates(services, settings, addresses, options)),
    ];
  } finally {
    await client?.connection.close();
    lake.close();
    await db.destroy();
  }
}

/** The services that answer. */
interface Answering {
  readonly client: Client | undefined;
  readonly db: Kysely<Database> | undefined;
  readonly lake: Lake | undefined;
}

async function checkRuns({ client }: Answering, addresses: Addresses, now: Date): Promise<CheckReport[]> {
  if (client === undefined) return [skipped('schedule', 'Temporal'), skipped('worker', 'Temporal')];
  return Promise.all([
    checkSchedule(client, addresses.temporal.connectionOptions.address ?? '', addresses, now),
    checkWorker(client),
  ]);
}

async function checkDates(
  { client, db, lake }: Answering,
  { maxRejectedFraction, minAdvertisersFraction }: Settings,
  { startDate, endDate }: Addresses,
  options: ExamineServicesOptions,
): Promise<CheckReport[]> {
  if (client === undefined || db === undefined) {
    const needs = client === undefined ? 'Temporal' : 'the migrated database';
    const unread =
      lake &&
      checkUnread(await patiently(() => listInputs(lake, { signal: options.signal }), options.signal));
    return CHECKS.slice(CHECKS.indexOf('calendar')).map((check) =>
      check === 'unread' && unread !== undefined ? unread : skipped(check, needs),
    );
  }
  const due = dueDates({ startDate, endDate }, options.now);
  const { first: from, last: to } = due;
  const known: KnownDates =
    lake === undefined
      ? await findDates({ db, client }, from, to)
      : await patiently(() => findDates({ db, client, lake }, from, to), options.signal);
  const lost =
    lake === undefined
      ? undefined
      : await patiently(
          () => findLostAdvertisers(db, lake, minAdvertisersFraction, options.signal),
          options.signal,
        );
  const bounds = { startDate, today: utcDay(options.now) };
  const outside =
    lake === undefined
      ? NOTHING_OUTSIDE
      : await patiently(() => findOutsideDays(lake, known.inputs, bounds), options.signal);
  const reports = [
    checkCalendar(known, { ...options, due, extra: await findRunDatesOutside(db, from, to) }),
    ...(known.listed === undefined
      ? (['inputs', 'unread', 'zone_data', 'copies'] as const).map((check) => skipped(check, 'the lake'))
      : [
          checkInputs(known.listed, known, { lost, bounds, outside }),
          checkUnread(known.listed),
          checkZoneData(known.inputs),
          checkCopies(known.inputs),
        ]),
    checkRejects(known.dates, maxRejectedFraction),
    checkVolume(known.dates),
  ];
  return lost === undefined ? reports : withoutStaleRuns(reports);
}
