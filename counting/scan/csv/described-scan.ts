import type { EventLogName } from '../../../domain/logs';
import { decodeId } from '../../../domain/record-validation';
import type { ColumnMap } from '../../../logs/formats/csv/header';
import { delimiterOf } from '../../../logs/formats/csv/record-parser';
import type { RecordRequest } from '../../../logs/formats/log-format';
import type { ObjectSource } from '../../../logs/input-object';
import { createDayReader } from '../../../logs/sources/day-reader';
import { constantOf } from '../../../logs/sources/partitions';
import type { SourceEntry } from '../../../logs/sources/source-types';
import { countsByValue } from '../../../logs/sources/type-counts';
import type { IgnoredRows } from '../ignored-rows';
import type { RowCounter } from '../row-counter';
import { INPUT_BYTES } from '../scanner-module';
import type { ScannerModule } from '../scanner-module';
import { createConstantDay, createDayKeys, DAY_KEY_BYTES } from './day-keys';
import type { DayKeys, KeyReader } from './day-keys';

/** The values of a record as the module numbers them. */
const VALUES = { advertiser_id: 0, product_id: 1, type: 2, date: 3 } as const;
type ValueName = keyof typeof VALUES;
type Types = ReturnType<typeof countsByValue>;
/** From here on the module takes the meaning of a type for an ignored one. */
const FIRST_IGNORED = 3;
const MAX_IGNORED_WORDS = 100;
/** Longest value of a type that the module is told. */
const WORD_MAX_BYTES = 256;

/** What is read of an object of an event log. */
export type EventRequest = RecordRequest & { readonly log: EventLogName };

/** The fast path over one described object. */
export class DescribedScan {
  readonly #module: ScannerModule;
  readonly #readKey: KeyReader;
  /** Ignored values by number. */
  readonly #ignored: readonly string[];

  private constructor(module: ScannerModule, readKey: KeyReader, ignored: readonly string[]) {
    this.#module = module;
    this.#readKey = readKey;
    this.#ignored = ignored;
  }

  /**
   * Describes the records of an object to a module that has begun a table; undefined where its description is not for this
   * path.
   */
  static begin(
    module: ScannerModule,
    request: EventRequest,
    source: ObjectSource,
    columns: ColumnMap,
  ): DescribedScan | undefined {
    const { log, object } = request;
    const types = countsByValue(source.entry, log);
    const { fields, constants } = partsOf(source.entry, object.key);
    const counter = onlyCounter(source.entry, log, types, constants);
    if (counter === undefined) return undefined;
    const keys = dayKeysOf(source, constants);
    if (keys === undefined) return undefined;
    module.wasm.describe(delimiterOf(request).charCodeAt(0), keys.kind, counter);
    for (const [name, column] of fields) {
      const ordinal = request.columns.findIndex((wanted) => wanted.name === column);
      module.wasm.placeValue(VALUES[name], columns.positions[ordinal] ?? 0);
    }
    for (const [name, value] of constants) {
      if (name === 'type') continue;
      if (name !== 'date' && 'reason' in decodeId(value)) return undefined;
      write(module, value);
      module.wasm.placeConstant(VALUES[name], scratchOf(module), value.length);
    }
    return new DescribedScan(module, keys.read, describeTypes(module, types));
  }

  /** Tells the module the day of the key before which it stopped; false if that is no day. */
  learnDay(counter: RowCounter): boolean {
    const { wasm, bytes } = this.#module;
    const key = wasm.dayKey.value;
    const day = this.#readKey(bytes.subarray(key, key + DAY_KEY_BYTES));
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
    this.#ignored.forEach((ignored, i) => {
      const found = words[wasm.ignoredCounts.value / 4 + i] ?? 0;
      if (found > 0) rows.add({ ignored }, found);
    });
    wasm.clearIgnored();
    return count;
  }
}

/** The columns of the values of a record, and those values that all records have, as byte strings. */
function partsOf(
  entry: SourceEntry,
  key: string,
): { readonly fields: Map<ValueName, string>; readonly constants: Map<ValueName, string> } {
  const fields = new Map<ValueName, string>();
  const constants = new Map<ValueName, string>();
  for (const name of Object.keys(VALUES) as ValueName[]) {
    const field = entry.columns[name];
    if (field === undefined) continue;
    if ('column' in field) fields.set(name, field.column);
    else constants.set(name, constantOf(entry, key, name, field));
  }
  return { fields, constants };
}

/** The counter of all records if they have no column of types, else any; undefined where they are not for this path. */
function onlyCounter(
  { columns }: SourceEntry,
  log: EventLogName,
  types: Types,
  constants: ReadonlyMap<ValueName, string>,
): number | undefined {
  if (columns.type === undefined)
    return log === 'product_views' && columns.views === undefined ? 0 : undefined;
  const type = constants.get('type');
  if (type === undefined) return 0;
  const counts = types.get(type);
  return counts === undefined || 'ignored' in counts ? undefined : counts.indexOf(1);
}

/** How days are known; a constant one by its text, which replaces it in `constants`. Undefined where that is no day. */
function dayKeysOf(
  { entry, timeZone }: ObjectSource,
  constants: Map<ValueName, string>,
): DayKeys | undefined {
  const format = entry.columns.date?.format ?? 'date';
  const constant = constants.get('date');
  if (constant === undefined) return createDayKeys(format, timeZone);
  const day = createDayReader(format, timeZone)(constant);
  if (day === undefined) return undefined;
  constants.set('date', day);
  return createConstantDay(day);
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
