import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { SOURCES_KEY } from '../../storage/lake-keys';
import type { Lake } from '../../storage/lake';
import type { CommandContext } from '../command';
import { areEqual, describeLake } from '../data-describe/describe';
import type { Description, Written } from '../data-describe/describe';
import type { DescribeProgress } from '../data-describe/find-groups';
import { printDescription } from '../data-describe/print';
import { describeReport, isDone } from '../data-describe/report';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { english } from '../numbers';
import { lakeAt } from '../services';

/** Objects listed, and groups read, from which on progress is told. */
const PROGRESS_OBJECTS = 1_000;
const PROGRESS_GROUPS = 10;

/** The options of `adtech data describe`. */
export interface DescribeCommandOptions {
  readonly write?: boolean;
  readonly force?: boolean;
  readonly logs?: string;
  readonly json?: boolean;
}

/** A lake that is described, and how its address and the place of the description are shown. */
interface Described {
  readonly lake: Lake;
  readonly place: string;
  readonly file: string;
  readonly close: () => Promise<void>;
}

/** What `adtech data describe` does. */
export async function describeData(
  context: CommandContext,
  options: DescribeCommandOptions,
): Promise<ExitCode> {
  const { out, stop } = context;
  if (options.force === true && options.write !== true) {
    throw new UsageError('--force replaces a description that is there: use it with --write');
  }
  if (options.write === true && options.logs === undefined && context.settings.logSources !== undefined) {
    throw new UsageError(
      '--write writes to the lake, and LOG_SOURCES is set: call it without --write, and put the proposal there',
    );
  }
  const described = await open(context, options.logs);
  const { lake, place, file } = described;
  try {
    const description = await describeLake(lake, {
      anew: options.write === true,
      signal: stop,
      onProgress: (progress) => {
        if (isWorthTelling(progress))
          out.progress(typeof progress === 'string' ? progress : progressLine(progress));
      },
    }).catch((error: unknown) => {
      if (!stop.aborted) throw error;
      return undefined;
    });
    if (description === undefined) {
      out.warn('stopped before all logs were looked at; the lake is as it was');
      return EXIT.partlyDone;
    }
    const written =
      options.write === true ? await write(lake, description, options.force === true) : 'not_asked';
    out.report({ lake: place, sources_file: file, written, ...describeReport(description) }, () => {
      printDescription(out, description, { place, file, written });
    });
    if (written === 'refused' || description.faults.length > 0) return EXIT.failed;
    return isDone(description) ? EXIT.done : EXIT.partlyDone;
  } finally {
    await described.close();
  }
}

async function write(
  lake: Lake,
  { existing, written, proposal }: Description,
  force: boolean,
): Promise<Written> {
  if (written === undefined) return proposal?.sources === undefined ? 'not_needed' : 'open';
  if (existing !== undefined && areEqual(existing, written)) return 'there_already';
  if (existing !== undefined && !force) return 'refused';
  await lake.write(SOURCES_KEY, Buffer.from(written), { onlyIfAbsent: !force });
  return 'written';
}

async function open({ settings, home }: CommandContext, folder: string | undefined): Promise<Described> {
  if (folder === undefined) {
    const lake = await lakeAt(settings.lakeUrl ?? home.lakeUrl, settings);
    const close = () => {
      lake.close();
      return Promise.resolve();
    };
    return { lake, place: lake.url, file: settings.logSources ?? SOURCES_KEY, close };
  }
  const place = path.resolve(folder);
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`--logs ${folder}: there is no such folder`);
  }
  // The folder is the input of a lake that has nothing else.
  const around = await mkdtemp(path.join(tmpdir(), 'adtech-describe-'));
  await symlink(place, path.join(around, 'input'));
  const lake = await lakeAt(pathToFileURL(around).href, { ...settings, logSources: undefined });
  const close = async () => {
    lake.close();
    await rm(around, { recursive: true, force: true });
  };
  return { lake, place, file: path.join(place, path.basename(SOURCES_KEY)), close };
}

/** A few objects are listed and read at once; only many take their time. */
function isWorthTelling(progress: DescribeProgress | string): boolean {
  if (typeof progress === 'string') return false;
  return progress.groups === undefined
    ? progress.listed % PROGRESS_OBJECTS === 0
    : progress.groups > PROGRESS_GROUPS;
}

function progressLine({ listed, groups, groupsRead = 0 }: DescribeProgress): string {
  if (groups === undefined) return `${english(listed)} objects listed`;
  return `first rows of ${english(groupsRead)} of ${english(groups)} groups read`;
}
