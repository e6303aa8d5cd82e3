import { isUtf8 } from 'node:buffer';
import { bytesOfNames, wantedFields } from '../../../logs/formats/json-lines/parse-record';
import type { WantedField } from '../../../logs/formats/json-lines/parse-record';
import { RecordReader } from '../../../logs/formats/json-lines/record-reader';
import { RECORD_MAX_BYTES } from '../../../logs/formats/log-format';
import type { LogRecord } from '../../../logs/formats/log-format';
import type { LogObject } from '../../../logs/input-object';
import { plainEntry } from '../../../logs/sources/source-types';
import { DescribedScan } from '../described-scan';
import { LineScanner } from '../line-scanner';
import type { FastBytes, LineScanOptions, SlowReader } from '../line-scanner';
import type { ScannerModule } from '../scanner-module';
import { createTemplate } from './record-template';

/** Templates that are tried until all are forgotten: the module has room for as many. */
const MAX_TEMPLATES = 64;
/** The most bytes of a character of UTF-8 behind its first. */
const MAX_CONTINUATION_BYTES = 3;

const LF = 0x0a;
const MIN_CONTINUATION = 0x80;
const MIN_FIRST = 0xc0;
/** Where a record ends and another begins without a line end between them. */
const NEXT_RECORD = '}{';

/**
 * Counts the records of JSON lines. Records that differ from one before only in scalar values are counted over their bytes: that
 * one is the template, and has been read the slow way.
 */
export class JsonLinesScanner extends LineScanner {
  protected override readonly needsLineEnd = false;
  protected readonly reader: SlowReader;
  readonly #wanted: readonly WantedField[];
  #templatesLeft = MAX_TEMPLATES;
  /** Byte of the stream up to which bytes are known to be UTF-8, or not to be. */
  #checkedTo = 0;

  constructor(module: ScannerModule, logObject: LogObject, options: LineScanOptions) {
    super(module, logObject, options);
    const { log, object, columns } = this.request;
    this.#wanted = wantedFields(columns);
    this.reader = new JsonReader(this.#wanted, options.stopAt);
    this.counter.begin();
    if (options.fast === false) return;
    const source = object.source ?? { entry: plainEntry(log), timeZone: 'UTC', hash: '' };
    this.described = DescribedScan.begin(module, this.request, source);
    this.fast = this.described !== undefined;
    module.wasm.beginTemplates();
  }

  protected prepare({ start, end, base, areAfterSlow }: FastBytes): void {
    const { wasm, input } = this.module;
    if (areAfterSlow && this.#templatesLeft === 0) {
      this.#templatesLeft = MAX_TEMPLATES;
      wasm.beginTemplates();
    }
    if (base + end <= this.#checkedTo) return;
    const checkedEnd = endOfWholeCharacters(input, start, end);
    wasm.areUtf8(isUtf8(input.subarray(start, checkedEnd)));
    this.#checkedTo = base + checkedEnd;
  }

  /** Takes the record at `start` for a template, if the slow way reads it as a record. */
  protected learn(start: number, end: number): boolean {
    if (this.#templatesLeft === 0) return false;
    this.#templatesLeft--;
    const { wasm, input, inputAddress } = this.module;
    const found = input.subarray(start, Math.min(end, start + RECORD_MAX_BYTES + 1));
    const lineEnd = found.indexOf(LF);
    const line = lineEnd === -1 ? found : found.subarray(0, lineEnd);
    const template = createTemplate(line.toString('latin1'), bytesOfNames(this.#wanted));
    if (template === undefined || !this.#isRecord(line.subarray(0, template.length))) return false;
    if (wasm.beginTemplate() === 0) return false;
    this.described?.place(template.fields);
    return template.parts.every(
      (part) => wasm.addPart(inputAddress + start + part.start, part.end - part.start, part.use) !== 0,
    );
  }

  protected override endOfRecord(input: Buffer, from: number): number {
    const lineEnd = super.endOfRecord(input, from);
    const next = input.subarray(from, lineEnd || input.length).indexOf(NEXT_RECORD);
    return next === -1 ? lineEnd : from + next + 1;
  }

  #isRecord(bytes: Buffer): boolean {
    const reader = new RecordReader(this.#wanted);
    const [record] = [...reader.push(Buffer.from(bytes)), ...reader.end()];
    return record !== undefined && 'fields' in record;
  }
}

/** In front of the last character, which may not be whole; it is part of an open record unless it is ASCII. */
function endOfWholeCharacters(bytes: Buffer, start: number, end: number): number {
  const byteBefore = (at: number) => (at > start ? (bytes[at - 1] ?? 0) : 0);
  let at = end;
  while (
    end - at < MAX_CONTINUATION_BYTES &&
    byteBefore(at) >= MIN_CONTINUATION &&
    byteBefore(at) < MIN_FIRST
  )
    at--;
  return byteBefore(at) >= MIN_FIRST ? at - 1 : at;
}

/** Reads JSON lines record by record. */
class JsonReader implements SlowReader {
  readonly #reader: RecordReader;

  constructor(wanted: readonly WantedField[], stopAt?: number) {
    this.#reader = new RecordReader(wanted, stopAt);
  }

  get atRecordStart(): boolean {
    return this.#reader.atRecordStart;
  }

  get atLineStart(): boolean {
    return this.#reader.atLineStart;
  }

  get lineEnds(): number {
    return this.#reader.lineEnds;
  }

  get stoppedAt(): number | undefined {
    return this.#reader.done ? this.#reader.endedAt : undefined;
  }

  skip(lines: number, bytes: number, endLine: boolean): void {
    this.#reader.skip(lines, bytes, endLine);
  }

  push(bytes: Buffer): Iterable<readonly LogRecord[]> {
    return [this.#reader.push(bytes)];
  }

  end(): Iterable<readonly LogRecord[]> {
    return [this.#reader.end()];
  }
}
