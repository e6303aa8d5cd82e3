import type { ObjectCounts } from '../../counting/plan/counted-object';
import { sumIgnored } from '../../domain/ignored-counts';
import type { LogObject } from '../../logs/input-object';
import { hasWorker } from '../../temporal/runs';
import type { Addresses } from '../addresses';
import type { CommandContext } from '../command';
import { EXIT } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { findNewObjects } from '../new-objects';
import type { Output } from '../output';
import { patiently } from '../patiently';
import { withServices } from '../services';
import { printUnread, reportUnread } from '../unread';
import type { ReportedUnread } from '../unread';

/** The options of `adtech count`. */
export interface CountOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What `adtech count` does. */
export async function count(
  { settings, out, stop }: CommandContext,
  addresses: Addresses,
  options: CountOptions,
): Promise<ExitCode> {
  return withServices(settings, addresses, async (services) => {
    const found = await patiently(() => findNewObjects(services, stop), stop);
    const { waiting, count: countAll } = found;
    const unread = reportUnread(found.unread);
    if (options.dryRun === true) {
      const keys = waiting.map(({ object }) => object.key);
      out.report({ uncounted: keys, unread }, () => {
        for (const key of keys) out.line(key);
        printUnread(out, unread);
      });
      return EXIT.done;
    }
    if (waiting.length > 0 && !(await hasWorker(services.client))) {
      out.warn('no worker polls for work: the objects wait until one does (`npx adtech worker`)');
    }
    stop.addEventListener('abort', () => {
      out.warn('no longer waiting; the counting goes on');
    });
    const counted = await countAll((line) => {
      out.progress(line);
    }).catch((error: unknown) => {
      if (!stop.aborted) throw error;
      return undefined;
    });
    if (counted === undefined) return EXIT.partlyDone;
    report(out, counted, new Set(waiting.map(nameOf)), unread);
    return EXIT.done;
  });
}

function report(
  out: Output,
  counted: readonly ObjectCounts[],
  fresh: ReadonlySet<string>,
  unread: readonly ReportedUnread[],
): void {
  const objects = counted.map(({ log, object, ignored = {}, ...counts }) => ({
    log,
    key: object.key,
    etag: object.etag,
    source: object.source?.hash ?? null,
    counted: fresh.has(nameOf({ log, object })) ? 'now' : 'before',
    records: counts.records,
    accepted: counts.accepted,
    rejected: counts.rejected,
    rejects: counts.rejects,
    ignored,
    first_day: counts.firstDay,
    last_day: counts.lastDay,
  }));
  const mayIgnore = objects.some(({ ignored }) => sumIgnored(ignored) > 0);
  out.report({ objects, unread }, () => {
    out.table(
      ['object', 'counted', 'rows', 'rejected', ...(mayIgnore ? ['ignored'] : []), 'first day', 'last day'],
      objects.map((one) => [
        one.key,
        one.counted,
        one.records.toLocaleString('en'),
        one.rejected.toLocaleString('en'),
        ...(mayIgnore ? [sumIgnored(one.ignored).toLocaleString('en')] : []),
        one.first_day ?? '',
        one.last_day ?? '',
      ]),
    );
    printUnread(out, unread);
    out.done(`${String(fresh.size)} of ${String(objects.length)} objects counted now`);
  });
}

/** Several logs may read one object. */
function nameOf({ log, object }: LogObject): string {
  return `${log} ${object.key}`;
}
