import { lstatSync, mkdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '../config/settings';
import { describePeriod, periodOfLogs } from '../domain/due-dates';
import { lastDueDate, utcDay } from '../domain/execution-date';
import { classifyInput, UNREAD_REMEDIES } from '../logs/classify-input';
import { INPUT_PREFIX } from '../storage/lake-keys';
import type { Lake } from '../storage/lake';
import { describeSample, writeSample } from './actions/sample';
import { periodOf } from './addresses';
import type { CommandContext } from './command';
import { SAMPLE_DEFAULTS } from './defaults';
import { UsageError } from './exit-codes';
import type { Home } from './home';
import { findLogDays } from './log-days';
import type { Output } from './output';
import { readingLine } from './reading-line';
import { lakeAt } from './services';

/**
 * Sees to it that `up` has logs, and remembers their period where START_DATE does not set one. An empty embedded lake
 * gets sample logs.
 * @throws UsageError when there are no logs, and none may be written.
 */
export async function prepareLogs(
  { settings, home, out, stop }: CommandContext,
  folder: string | undefined,
): Promise<void> {
  if (folder !== undefined) linkLogs(settings, home, path.resolve(folder));
  const lake = await lakeAt(settings.lakeUrl ?? home.lakeUrl, settings);
  try {
    if (!(await hasInputs(lake))) await writeLogs(lake, settings, home, out);
    const isSample = settings.lakeUrl === undefined && home.sampleStartDate !== undefined;
    if (settings.startDate === undefined && !isSample) await rememberPeriod(lake, settings, home, out, stop);
  } finally {
    lake.close();
  }
}

/** Makes a plain folder of files the input of the embedded lake; it is only read. */
function linkLogs(settings: Settings, home: Home, folder: string): void {
  if (settings.lakeUrl !== undefined) {
    throw new UsageError('--logs and LAKE_URL both say where the logs are; use one of them');
  }
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`--logs ${folder}: there is no such folder`);
  }
  const input = home.inputFolder;
  const found = lstatSync(input, { throwIfNoEntry: false });
  if (found === undefined) {
    mkdirSync(path.dirname(input), { recursive: true });
    symlinkSync(folder, input);
  } else if (!found.isSymbolicLink() || readlinkSync(input) !== folder) {
    const own = found.isSymbolicLink() ? readlinkSync(input) : input;
    throw new UsageError(
      `--logs ${folder}: \`npx adtech up\` has read the logs in ${own} in this folder, and published them; ` +
        `call it in another folder, or remove ${home.folder} first`,
    );
  }
}

async function hasInputs(lake: Lake): Promise<boolean> {
  for await (const object of lake.list(INPUT_PREFIX)) {
    const found = classifyInput(object);
    // Neither a Finder file nor the marker of a folder is a log.
    if (found.log !== undefined || UNREAD_REMEDIES[found.kind] !== null) return true;
  }
  return false;
}

/**
 * Logs of the 30 days up to the last date due, when the embedded lake has none; their first day becomes the start date. One
 * day less, and the newest date would be published without events.
 */
async function writeLogs(lake: Lake, settings: Settings, home: Home, out: Output): Promise<void> {
  if (settings.lakeUrl !== undefined) {
    throw new UsageError(
      `${lake.url} has no logs below ${INPUT_PREFIX}; upload them, or write samples with \`npx adtech sample --out ${lake.url}\``,
    );
  }
  const input = home.inputFolder;
  if (lstatSync(input, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new UsageError(`${readlinkSync(input)} has no logs; copy them there`);
  }
  const { rows: rowsPerLog, days, seed } = SAMPLE_DEFAULTS;
  const lastDay = lastDueDate(new Date());
  const summary = await writeSample(lake, { rowsPerLog, days, seed, lastDay }, out, true);
  home.rememberSample(summary.firstDay);
  out.done(`sample logs written: ${describeSample(summary)}`);
}

/** Without START_DATE, the first day of the logs is the first date, and the last one the last if they are of a closed period. */
async function rememberPeriod(
  lake: Lake,
  settings: Settings,
  home: Home,
  out: Output,
  stop: AbortSignal,
): Promise<void> {
  const onProgress = (progress: Parameters<typeof readingLine>[0]) => {
    out.progress(readingLine(progress));
  };
  const days = await findLogDays(lake, settings, { signal: stop, onProgress });
  const period = days && periodOfLogs(days.firstDay, days.lastDay, utcDay(new Date()));
  home.rememberPeriod(settings.lakeUrl ?? home.lakeUrl, period);
  if (days === undefined || period === undefined) return;
  out.done(
    `the logs have events from ${days.firstDay} to ${days.lastDay}; START_DATE is not set: dates run ${describePeriod(periodOf(settings, home))}`,
  );
}
