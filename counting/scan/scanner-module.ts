import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Bytes of a log that the scanner holds at a time. */
export const INPUT_BYTES = 1 << 20;
/** Ids and counts that one table may take before it is handed over: 65,536 to 16 million cells, as they lie together, or so many ids. */
export const ARENA_BYTES = 64 << 20;
/** Most columns of a record that the fast path tells apart. */
export const MAX_FAST_COLUMNS = 256;

/** What a column of a record is to the scanner. */
export const COLUMN_ROLES = { advertiser_id: 1, product_id: 2, type: 3, date: 4 } as const;

/** Room behind the input for the values of one record, each with bytes after it that may be read along. */
const SCRATCH_BYTES = 1024;

/** The exports of `counting/scan/assembly/scanner.ts`, where they are described. */
interface ScannerExports {
  readonly memory: WebAssembly.Memory;
  readonly AT_END: WebAssembly.Global;
  readonly AT_UNUSUAL: WebAssembly.Global;
  readonly AT_FULL: WebAssembly.Global;
  readonly AT_DAY: WebAssembly.Global;
  readonly AT_SHAPE: WebAssembly.Global;
  readonly stopReason: WebAssembly.Global;
  /** Modulo 2^32, as the next one: a difference `>>> 0` is right. */
  readonly recordCount: WebAssembly.Global;
  readonly lineCount: WebAssembly.Global;
  readonly productCount: WebAssembly.Global;
  readonly dayCount: WebAssembly.Global;
  readonly advertiserOrder: WebAssembly.Global;
  readonly orderedAdvertisers: WebAssembly.Global;
  readonly firstProducts: WebAssembly.Global;
  readonly productOrder: WebAssembly.Global;
  readonly copySpace: WebAssembly.Global;
  readonly copiedBytes: WebAssembly.Global;
  readonly days: WebAssembly.Global;
  readonly input: WebAssembly.Global;
  readonly roles: WebAssembly.Global;
  readonly dayKey: WebAssembly.Global;
  readonly eventsLeft: WebAssembly.Global;
  readonly MAX_CODED_ROWS: WebAssembly.Global;
  readonly MAX_CODED_IDS: WebAssembly.Global;
  readonly MAX_CODED_DAYS: WebAssembly.Global;
  readonly CODED_TEXT_BYTES: WebAssembly.Global;
  readonly CODED_DAY_BYTES: WebAssembly.Global;
  readonly codedStarts: WebAssembly.Global;
  readonly codedEnds: WebAssembly.Global;
  readonly codedDays: WebAssembly.Global;
  readonly codedStop: WebAssembly.Global;
  readonly ignoredCount: WebAssembly.Global;
  readonly ignoredCounts: WebAssembly.Global;
  readonly rows: WebAssembly.Global;
  readonly rowsRead: WebAssembly.Global;
  readonly areWide: WebAssembly.Global;
  readonly MAX_ROWS: WebAssembly.Global;
  setUp(inputBytes: number, arenaBytes: number): void;
  begin(fields: number, counters: number): void;
  describe(delimiter: number, dayKind: number, counter: number): void;
  describeTime(textBytes: number): void;
  addTimePart(at: number, last: number): void;
  placeValue(value: number, field: number): void;
  placeConstant(value: number, start: number, length: number): void;
  beginTemplates(): void;
  /** 1 or 0, as the next one. */
  beginTemplate(): number;
  addPart(start: number, length: number, use: number): number;
  areUtf8(known: boolean): void;
  addWord(start: number, length: number, meaning: number): void;
  /** 1 or 0. */
  learnDay(address: number): number;
  clearIgnored(): void;
  limitEvents(events: number): void;
  codesAt(column: number): number;
  amountsAt(counter: number): number;
  textsAt(list: number): number;
  takeIds(list: number, count: number, base: number): void;
  countCodes(from: number, to: number, haveAmounts: boolean): number;
  clear(): void;
  putInOrder(): void;
  placeIds(ids: number, count: number): void;
  copyIds(ids: number, from: number, count: number): number;
  countRows(day: number): number;
  readRows(day: number, from: number): number;
  /** 1 or 0. */
  hasCounter(day: number, counter: number): number;
  eventsOf(day: number, counter: number, position: number): number;
  scan(from: number, to: number, limit: number): number;
  add(
    advertiserStart: number,
    advertiserLength: number,
    productStart: number,
    productLength: number,
    dayStart: number,
    first: number,
    second: number,
    third: number,
  ): boolean;
}

/** The scanner with its memory, set up for logs of any kind, one after the other. */
export interface ScannerModule {
  readonly wasm: ScannerExports;
  /** `INPUT_BYTES` for the log, then room for the values of one record. */
  readonly input: Buffer;
  /** Address of `input`. */
  readonly inputAddress: number;
  /** The whole memory. */
  readonly bytes: Buffer;
  readonly words: Uint32Array;
}

/** The build puts it beside the compiled code; tests run from the sources. */
const LOCATIONS = [
  path.join(__dirname, 'scanner.wasm'),
  path.join(__dirname, '..', '..', 'dist', 'counting', 'scan', 'scanner.wasm'),
];

let compiled: WebAssembly.Module | undefined;

/** Makes a scanner; it takes about 16 MB of memory, and up to `arenaBytes` more as its tables fill. */
export function createScannerModule(arenaBytes: number = ARENA_BYTES): ScannerModule {
  if (compiled === undefined) {
    const file = LOCATIONS.find((location) => existsSync(location));
    if (file === undefined) throw new Error('scanner.wasm is not built; run `npm run build`');
    compiled = new WebAssembly.Module(readFileSync(file));
  }
  const abort = () => {
    throw new Error('the scanner ran out of memory');
  };
  const instance = new WebAssembly.Instance(compiled, { env: { abort } });
  const wasm = instance.exports as unknown as ScannerExports;
  wasm.setUp(INPUT_BYTES + SCRATCH_BYTES, arenaBytes);
  const { buffer } = wasm.memory;
  const inputAddress = wasm.input.value;
  return {
    wasm,
    input: Buffer.from(buffer, inputAddress, INPUT_BYTES + SCRATCH_BYTES),
    inputAddress,
    bytes: Buffer.from(buffer),
    words: new Uint32Array(buffer),
  };
}
