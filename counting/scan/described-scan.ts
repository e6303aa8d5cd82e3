import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { decodeId } from '../../domain/record-validation';
import { delimiterOf } from '../../logs/formats/csv/record-parser';
import type { RecordRequest } from '../../logs/formats/log-format';
import type { ObjectSource } from '../../logs/input-object';
import { createDayReader } from '../../logs/sources/day-reader';
import type { TimeInPattern } from '../../logs/sources/date-pattern';
import { constantOf } from '../../logs/sources/partitions';
import { readCount } from '../../logs/sources/read-count';
import type { SourceCounter, SourceEntry } from '../../logs/sources/source-types';
import { countsByValue } from '../../logs/sources/type-counts';
import type { IgnoredRows } from './ignored-rows';
import type { RowCounter } from './row-counter';
import { INPUT_BYTES } from './scanner-module';
import type { ScannerModule } from './scanner-module';
import { createConstantDay, createDayKeys, DAY_KEY_BYTES } from './day-keys';
import type { DayKeys, KeyReader } from './day-keys';

/** The values of a record as the module numbers them; what is added to the counters of a log comes in their order. */
const VALUES = {
  advertiser_id: 0,
  product_id: 1,
  type: 2,
  date: 3,
  views: 4,
  impressions: 4,
  clicks: 5,
  conversions: 6,
} as const;
type ValueName = keyof typeof VALUES;
/** By name: the column of a value, or the value if all records have it, as a byte string. */
type Parts = Map<ValueName, { readonly column: string } | { readonly constant: string }>;
type Types = ReturnType<typeof countsByValue>;
/** From here on the module takes the meaning of a type for an ignored one. */
const FIRST_IGNORED = 3;
const MAX_IGNORED_WORDS = 100;
/** Longest value of a type that the module is told. */
const WORD_MAX_BYTES = 256;

/** What is read of an object of an event log. */
export type EventRequest = RecordRequest & { readonly log: EventLogName };

interface ScanFacts {
  /** The values that columns have, by the columns of the request. */
  readonly columns: readonly { readonly name: ValueName; readonly ordinal: number }[];
  readonly readKey: KeyReader;
  /** Ignored values by number. */
  readonly ignored: readonly string[];
  /** Whether records add an amount to each counter. */
  readonly hasAmounts: boolean;
}

/** The fast path over one described object. */
export class DescribedScan {
  readonly #module: ScannerModule;
  readonly #facts: ScanFacts;
  #eventsLeft = 0;

  private constructor(module: ScannerModule, facts: ScanFacts) {
    this.#module = module;
    this.#facts = facts;
  }

  /**
   * Describes the records of an object to a module that has begun a table, all but where the columns are; undefined where its
   * description is not for this path.
   */
  static begin(
    module: ScannerModule,
    request: EventRequest,
    source: ObjectSource,
  ): DescribedScan | undefined {
    const { log, object } = request;
    const { wasm } = module;
    const types = countsByValue(source.entry, log);
    const parts = partsOf(source.entry, log, object.key);
    const counter = onlyCounter(parts, types);
    const keys = dayKeysOf(source, parts);
    if (counter === undefined || keys === undefined) return undefined;
    wasm.describe(delimiterOf(request).charCodeAt(0), keys.kind, counter);
    if (keys.time !== undefined) describeTime(module, keys.time);
    const columns: ScanFacts['columns'][number][] = [];
    for (const [name, part] of parts) {
      if ('column' in part) {
        const { column } = part;
        columns.push({ name, ordinal: request.columns.findIndex((wanted) => wanted.name === column) });
      } else if (isValid(name, part.constant)) {
        write(module, part.constant);
        wasm.placeConstant(VALUES[name], scratchOf(module), part.constant.length);
      } else return undefined;
    }
    const hasAmounts = countersOf(source.entry, log).length > 0;
    return new DescribedScan(module, {
      columns,
      readKey: keys.read,
      ignored: describeTypes(module, types),
      hasAmounts,
    });
  }

  /** Says in which field of a record each column of the request is; one without a field is empty. */
  place(fields: readonly (number | undefined)[]): void {
    const { wasm } = this.#module;
    for (const { name, ordinal } of this.#facts.columns) {
      const field = fields[ordinal];
      if (field === undefined) wasm.placeConstant(VALUES[name], scratchOf(this.#module), 0);
      else wasm.placeValue(VALUES[name], field);
    }
  }

  /** Lets the next scan count no more events than are exact, together with those so far. */
  limitEvents(events: number): void {
    this.#eventsLeft = Number.MAX_SAFE_INTEGER - events;
    this.#module.wasm.limitEvents(this.#eventsLeft);
  }

  /** The events of the records that the last scan has counted. */
  eventsOf(records: number): number {
    return this.#facts.hasAmounts ? this.#eventsLeft - this.#module.wasm.eventsLeft.value : records;
  }

  /** Tells the module the day of the key before which it stopped; false if that is no day. */
  learnDay(counter: RowCounter): boolean {
    const { wasm, bytes } = this.#module;
    const key = wasm.dayKey.value;
    const day = this.#facts.readKey(bytes.subarray(key, key + DAY_KEY_BYTES));
    if (day === undefined) return false;
    const learn = (): boolean => {
      write(this.#module, day);
      return wasm.learnDay(scratchOf(this.#module)) !== 0;
    };
    if (learn()) return true;
    counter.handOver();
    if (!learn()) throw new Error('one day does not fit into an empty table');
    return true;
  }

  /** Counts the rows that the module has ignored; returns how many. */
  takeIgnored(rows: IgnoredRows): number {
    const { wasm, words } = this.#module;
    const count = wasm.ignoredCount.value >>> 0;
    if (count === 0) return 0;
    this.#facts.ignored.forEach((ignored, i) => {
      const found = words[wasm.ignoredCounts.value / 4 + i] ?? 0;
      if (found > 0) rows.add({ ignored }, found);
    });
    wasm.clearIgnored();
    return count;
  }
}

/** The parts of which a record is made; a type that all records have is left to `onlyCounter`. */
function partsOf(entry: SourceEntry, log: EventLogName, key: string): Parts {
  const parts: Parts = new Map();
  const names: ValueName[] = ['advertiser_id', 'product_id', 'type', 'date', ...countersOf(entry, log)];
  for (const name of names) {
    const field = entry.columns[name];
    if (field !== undefined) {
      parts.set(name, 'column' in field ? field : { constant: constantOf(entry, key, name, field) });
    } else if (name !== 'type') parts.set(name, { constant: '' });
  }
  return parts;
}

/** The counters to which each record adds an amount; none if it is one event. */
function countersOf({ columns }: SourceEntry, log: EventLogName): readonly SourceCounter[] {
  const isOneEvent = columns.type !== undefined || (log === 'product_views' && columns.views === undefined);
  return isOneEvent ? [] : LOG_COUNTERS[log];
}

/** The counter of all records if they have no column of types, else any; undefined where they are not for this path. */
function onlyCounter(parts: Parts, types: Types): number | undefined {
  const type = parts.get('type');
  if (type === undefined || 'column' in type) return 0;
  const counts = types.get(type.constant);
  parts.delete('type');
  return counts === undefined || 'ignored' in counts ? undefined : counts.indexOf(1);
}

function isValid(name: ValueName, constant: string): boolean {
  if (name === 'advertiser_id' || name === 'product_id') return !('reason' in decodeId(constant));
  return name === 'date' || readCount(constant) >= 0;
}

/** How days are known; a constant one by its text, which then is the constant. Undefined where that is no day. */
function dayKeysOf({ entry, timeZone }: ObjectSource, parts: Parts): DayKeys | undefined {
  const format = entry.columns.date?.format ?? 'date';
  const date = parts.get('date');
  if (date === undefined || 'column' in date) return createDayKeys(format, timeZone);
  const day = createDayReader(format, timeZone)(date.constant);
  if (day === undefined) return undefined;
  parts.set('date', { constant: day });
  return createConstantDay(day);
}

function describeTime({ wasm }: ScannerModule, { textBytes, parts }: TimeInPattern): void {
  wasm.describeTime(textBytes);
  for (const { at, max } of parts) wasm.addTimePart(at, max);
}

/** Tells a module what the values of a type mean; values that it does not take stay unknown to it. Returns the ignored ones by number. */
function describeTypes(module: ScannerModule, types: Types): string[] {
  const ignored: string[] = [];
  for (const [value, counts] of types) {
    if (value.length > WORD_MAX_BYTES) continue;
    if ('ignored' in counts && ignored.length === MAX_IGNORED_WORDS) continue;
    const meaning =
      'ignored' in counts ? FIRST_IGNORED + ignored.push(counts.ignored) - 1 : counts.indexOf(1);
    write(module, value);
    module.wasm.addWord(scratchOf(module), value.length, meaning);
  }
  return ignored;
}

/** Puts a byte string where the module can read it. */
function write({ input }: ScannerModule, bytes: string): void {
  input.write(bytes, INPUT_BYTES, 'latin1');
}

function scratchOf({ inputAddress }: ScannerModule): number {
  return inputAddress + INPUT_BYTES;
}
