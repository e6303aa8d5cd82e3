import type { Settings } from '../../config/settings';
import { findNewestAdvertisers } from '../../db/runs';
import { describeDays } from '../../domain/date-ranges';
import { utcDay } from '../../domain/execution-date';
import { ACCEPT_LOST_ADVERTISERS } from '../../domain/lost-advertisers';
import type { NewestAdvertisers } from '../../domain/lost-advertisers';
import { sumIgnored } from '../../domain/ignored-counts';
import { COUNTER_WORDS } from '../../domain/logs';
import { REJECT_REASONS } from '../../domain/record-validation';
import { findDatabase, periodOf } from '../addresses';
import type { CommandContext } from '../command';
import { readLogs, wouldFail } from '../data-check/read-logs';
import type { DataReport, ObjectReport } from '../data-check/report';
import { describeCopies } from '../copies';
import { EXIT } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import type { Home } from '../home';
import { messageOf } from '../message-of';
import type { Output } from '../output';
import { readingLine } from '../reading-line';
import { lakeOptions, withDatabase } from '../services';
import { idText } from '../terminal-text';
import { printUnread } from '../unread';

/** Most characters shown of a rejected row. */
const SHOWN_CHARACTERS = 80;
/** Most unusual days that are listed. */
const SHOWN_VOLUMES = 10;

/** What `adtech data check` does. */
export async function checkData({ settings, home, out, stop }: CommandContext): Promise<ExitCode> {
  const lakeUrl = settings.lakeUrl ?? home.lakeUrl;
  const report = await readLogs(lakeUrl, lakeOptions(settings), {
    maxRejectedFraction: settings.maxRejectedFraction,
    minAdvertisersFraction: settings.minAdvertisersFraction,
    startDate: periodOf(settings, home).startDate,
    today: utcDay(new Date()),
    newestAdvertisers: await newestAdvertisers(settings, home, out),
    signal: stop,
    onProgress: (progress) => {
      out.progress(readingLine(progress));
    },
  }).catch((error: unknown) => {
    if (!stop.aborted) throw error;
    return undefined;
  });
  if (report === undefined) {
    out.warn('stopped before all logs were read; the lake is as it was');
    return EXIT.partlyDone;
  }
  const fails = wouldFail(report);
  out.report({ would_fail: fails, ...report }, () => {
    print(out, report, fails);
  });
  return fails ? EXIT.failed : EXIT.done;
}

/** The newest publication, if a database is available. */
async function newestAdvertisers(
  settings: Settings,
  home: Home,
  out: Output,
): Promise<NewestAdvertisers | undefined> {
  const address = findDatabase(settings, home);
  if (address === undefined) return undefined;
  try {
    return await withDatabase(address, findNewestAdvertisers);
  } catch (error) {
    out.warn(`the active list is not compared with the list of the newest publication: ${messageOf(error)}`);
    return undefined;
  }
}

function print(out: Output, report: DataReport, fails: boolean): void {
  out.line(report.lake);
  const isDescribed = report.sources.length > 0;
  out.table(
    [
      'object',
      'rows',
      'rejected',
      ...(isDescribed ? ['ignored'] : []),
      'first day',
      'last day',
      ...(isDescribed ? ['description'] : []),
    ],
    report.objects.map((one) => [
      one.key,
      english(one.rows),
      english(one.rejected),
      ...(isDescribed ? [english(sumIgnored(one.ignored))] : []),
      one.first_day ?? '',
      one.last_day ?? '',
      ...(isDescribed ? [shortPath(one.entry ?? '')] : []),
    ]),
  );
  if (isDescribed) printSources(out, report);
  for (const object of report.objects) printRejects(out, object);
  for (const fault of report.faults) out.warn(fault);
  for (const { key, fault } of report.objects) if (fault !== null) out.warn(`${key}: ${fault}`);
  printUnread(out, report.unread);
  for (const copies of report.copies.first) out.warn(describeCopies(copies));
  const moreCopies = report.copies.count - report.copies.first.length;
  if (moreCopies > 0) out.warn(`and ${english(moreCopies)} more groups of objects with the same bytes`);
  printDays(out, report);
  printAdvertisers(out, report);
  out.line();
  if (fails) out.warn('a run over these logs would fail: correct what is named above');
  else out.done('a run over these logs would publish');
}

/** The descriptions with their objects, and what became of all rows together. */
function printSources(out: Output, { rows, sources }: DataReport): void {
  for (const { entry, text, objects } of sources) {
    out.line(`${shortPath(entry)} reads ${english(objects)} ${objects === 1 ? 'object' : 'objects'}`);
    out.indented(text);
  }
  const types = Object.entries(rows.ignored_by_type).map(
    ([type, count]) => `${english(count)} ${idText(type)}`,
  );
  out.line(
    `${english(rows.read)} rows of the event logs: ${english(rows.accepted)} accepted, ${english(rows.rejected)} rejected, ` +
      `${english(rows.ignored)} ignored${types.length === 0 ? '' : ` (${types.join(', ')})`}`,
  );
}

/** The JSON path of an entry without what all have in common. */
function shortPath(entry: string): string {
  return entry.replace('$.logs.', '');
}

function printRejects(out: Output, { key, rejects, first_rejects: rows, hints }: ObjectReport): void {
  for (const reason of REJECT_REASONS) {
    const count = rejects[reason];
    if (count === undefined) continue;
    out.warn(`${key}: ${english(count)} rejected, ${reason}`);
    const own = rows.filter((row) => row.reason === reason);
    for (const row of own) out.line(`    line ${english(row.line)}: ${shortened(row.text)}`);
    const hint = hints[reason];
    if (hint !== undefined) out.indented(hint);
  }
}

function printDays(out: Output, report: DataReport): void {
  const { days, days_without_rows: gaps, unusual_volumes: unusual } = report;
  out.line(`${String(days.length)} days with rows: ${describeDays(days.map(({ date }) => date))}`);
  if (gaps.length > 0) out.warn(`days without any row in between: ${describeDays(gaps)}`);
  printOutside(out, report);
  for (const { date, counter, value, usual } of unusual.slice(0, SHOWN_VOLUMES)) {
    out.warn(
      `${date}: ${english(value)} ${COUNTER_WORDS[counter]}, the days before had ${english(usual)} (median)`,
    );
  }
  if (unusual.length > SHOWN_VOLUMES)
    out.warn(`and ${String(unusual.length - SHOWN_VOLUMES)} more days out of line`);
}

/** Events of days outside of the calendar. */
function printOutside(out: Output, report: DataReport): void {
  const { future_events: future, events_before_start_date: early } = report;
  if (early.oldest_day !== null) {
    out.line(
      `${english(early.count)} events before START_DATE (${early.start_date}), the oldest of ${early.oldest_day}: they count in every date`,
    );
  }
  if (future.newest_day !== null) {
    const { count, first } = future.objects;
    out.warn(
      `${english(future.count)} events of days to come, the newest of ${future.newest_day}, in ${named(first, count)}: no date counts them before that day`,
    );
  }
}

function printAdvertisers(out: Output, report: DataReport): void {
  const { advertisers_without_rows: silent, clicks_without_impressions: clicked } = report;
  const { lost_advertisers: lost } = report;
  out.line(
    `${english(report.active_advertisers)} active advertisers, with ${english(report.rows_of_active_advertisers)} events`,
  );
  if (lost !== null) {
    out.warn(
      `advertiser_ids has lost its advertisers: ${lost}. A run fails with AdvertisersLost; ` +
        `\`npx adtech run <date> ${ACCEPT_LOST_ADVERTISERS}\` publishes in spite of it`,
    );
  }
  if (silent.count > 0) {
    out.warn(
      `${english(silent.count)} active advertisers without rows: ${named(silent.first.map(idText), silent.count)}`,
    );
  }
  if (clicked.count > 0) {
    const products = clicked.first.map(
      ({ advertiser_id, product_id, clicks }) =>
        `${idText(advertiser_id)}/${idText(product_id)} (${english(clicks)})`,
    );
    out.warn(
      `${english(clicked.count)} products with clicks and no impression: ${named(products, clicked.count)}`,
    );
  }
  if (report.ctr_above_1 > 0) {
    out.warn(`${english(report.ctr_above_1)} products with more clicks than impressions`);
  }
}

function shortened(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}

function named(first: readonly string[], count: number): string {
  return `${first.join(', ')}${count > first.length ? ` and ${english(count - first.length)} more` : ''}`;
}

function english(count: number): string {
  return Math.round(count).toLocaleString('en');
}
