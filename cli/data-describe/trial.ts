import { LOG_NAMES } from '../../domain/logs';
import type { LogName } from '../../domain/logs';
import { REJECT_REASONS } from '../../domain/record-validation';
import type { RejectReason } from '../../domain/record-validation';
import { BadLogError } from '../../logs/bad-log';
import type { InputObject } from '../../logs/input-object';
import type { UnreadObjects } from '../../logs/list-inputs';
import type { UnreadKind } from '../../logs/classify-input';
import { createInputSources, describeFaults } from '../../logs/log-sources';
import { matchInput } from '../../logs/match-input';
import { readRows } from '../../logs/read-rows';
import type { RowBatch } from '../../logs/read-rows';
import { escapeBytes } from '../../logs/rejects';
import { describeHint } from '../../logs/sniff/describe-hint';
import type { SourceRows } from '../../logs/sources/row-types';
import type { LogSources } from '../../logs/sources/source-types';
import type { Lake } from '../../storage/lake';
import { INPUT_PREFIX } from '../../storage/lake-keys';
import { SpreadObjects } from './spread-objects';

/** Rows of an object that are read. */
const ROWS_OF_OBJECT = 20_000;
/** Rows of a reason that are kept for the hint on it. */
const ROWS_OF_REASON = 20;
/** Objects of a kind that are named. */
const NAMED_OBJECTS = 20;
/** Faults of a log that are named. */
const NAMED_FAULTS = 5;

/** Rows that are rejected for one reason. */
export interface TrialReject {
  readonly reason: RejectReason;
  readonly rows: number;
  readonly first: { readonly key: string; readonly line: number; readonly text: string };
  /** Which description would read them, if their form is known. */
  readonly hint: string | null;
}

/** What came of reading some rows of a log. */
export interface Trial {
  readonly log: LogName;
  readonly objects: number;
  readonly objects_read: number;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly rejects: readonly TrialReject[];
  /** Rows that are counted apart, by the value of their type. */
  readonly ignored: Readonly<Record<string, number>>;
  readonly first_day: string | null;
  readonly last_day: string | null;
  /** Objects that cannot be read, and faults of the description. */
  readonly faults: readonly string[];
}

/** The result of a trial of a whole lake. */
export interface TrialResult {
  readonly logs: readonly Trial[];
  /** Objects that no log would read, by the kind of the reason. */
  readonly unread: readonly UnreadObjects[];
}

/** How a trial is made. */
export interface TrialOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** Reads some rows of each log as these descriptions say; nothing is counted, and nothing written. */
export async function tryRead(lake: Lake, sources: LogSources, options: TrialOptions): Promise<TrialResult> {
  const inputs = createInputSources(sources);
  const logs = new Map(LOG_NAMES.map((log) => [log, new LogTrial(log)]));
  const unread = new Map<UnreadKind, { count: number; first: { key: string; reason: string }[] }>();
  for await (const listed of lake.list(INPUT_PREFIX, { signal: options.signal })) {
    const found = matchInput(listed, inputs);
    const { key, sizeBytes, etag } = listed;
    for (const { log, source } of found.reads) {
      logs.get(log)?.objects.add({ key, sizeBytes, etag, ...(source !== undefined && { source }) });
    }
    for (const { log, fault } of found.faults) logs.get(log)?.fail(describeFaults([fault]));
    if (found.unread === undefined) continue;
    const { kind, reason } = found.unread;
    const of = unread.get(kind) ?? { count: 0, first: [] };
    unread.set(kind, of);
    of.count += 1;
    if (of.first.length < NAMED_OBJECTS) of.first.push({ key, reason });
  }
  for (const trial of logs.values()) {
    for (const object of trial.objects.some) {
      options.onProgress(`reading some rows of ${object.key}`);
      await trial.read(lake, object, options.signal);
    }
  }
  return {
    logs: [...logs.values()].map((trial) => trial.result()),
    unread: Array.from(unread, ([kind, of]) => ({ kind, ...of })),
  };
}

class LogTrial {
  readonly objects = new SpreadObjects<InputObject>();
  readonly #rejects = new Map<RejectReason, { rows: number; key: string; line: number; texts: string[] }>();
  readonly #ignored = new Map<string, number>();
  readonly #faults: string[] = [];
  #objectsRead = 0;
  #rows = 0;
  #accepted = 0;
  #firstDay: string | null = null;
  #lastDay: string | null = null;

  constructor(readonly log: LogName) {}

  fail(fault: string): void {
    if (this.#faults.length < NAMED_FAULTS && !this.#faults.includes(fault)) this.#faults.push(fault);
  }

  async read(lake: Lake, object: InputObject, signal: AbortSignal): Promise<void> {
    let rows = 0;
    try {
      for await (const batch of readRows(lake, this.log, object, { signal })) {
        this.#add(object.key, batch);
        rows += batch.records;
        if (rows >= ROWS_OF_OBJECT) break;
      }
      this.#objectsRead += 1;
    } catch (error) {
      if (!(error instanceof BadLogError)) throw error;
      this.fail(error.message);
    }
  }

  result(): Trial {
    const rejects = REJECT_REASONS.flatMap((reason): TrialReject[] => {
      const found = this.#rejects.get(reason);
      if (found === undefined) return [];
      const { rows, key, line, texts } = found;
      const hint = describeHint(reason, texts) ?? null;
      return [{ reason, rows, first: { key, line, text: texts[0] ?? '' }, hint }];
    });
    return {
      log: this.log,
      objects: this.objects.count,
      objects_read: this.#objectsRead,
      rows: this.#rows,
      accepted: this.#accepted,
      rejected: rejects.reduce((sum, { rows }) => sum + rows, 0),
      rejects,
      ignored: Object.fromEntries(this.#ignored),
      first_day: this.#firstDay,
      last_day: this.#lastDay,
      faults: this.#faults,
    };
  }

  #add(key: string, { records, rows, ignored, rejects }: RowBatch<SourceRows[LogName]>): void {
    this.#rows += records;
    this.#accepted += rows.length;
    for (const row of rows) {
      if (!('day' in row)) continue;
      if (this.#firstDay === null || row.day < this.#firstDay) this.#firstDay = row.day;
      if (this.#lastDay === null || row.day > this.#lastDay) this.#lastDay = row.day;
    }
    for (const value of ignored) this.#ignored.set(value, (this.#ignored.get(value) ?? 0) + 1);
    for (const { line, reason, bytes } of rejects) {
      const found = this.#rejects.get(reason) ?? { rows: 0, key, line, texts: [] };
      this.#rejects.set(reason, found);
      found.rows += 1;
      if (found.texts.length < ROWS_OF_REASON) found.texts.push(escapeBytes(bytes));
    }
  }
}
