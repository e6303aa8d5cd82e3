import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import Papa from 'papaparse';
import type { EventLogName } from '../../../domain/logs';
import type { Lake } from '../../../storage/lake';
import { logPartKey, SOURCES_KEY } from '../../../storage/lake-keys';
import { loadParquetEncoder } from '../../../storage/parquet';
import { piecesOf } from './chunks';
import { anyParquetShape, writeParquetTexts } from './write-parquet';
import type { ParquetShape } from './write-parquet';
import { rawFrame } from './zstd-frames';

/** A row of `ads_views`. */
export type AdsRow = readonly [advertiser: string, product: string, type: string, day: string];

/** How the values of rows are written, and the description that reads them; the plain form has none. */
export interface LogForm {
  readonly names: readonly [advertiser: string, product: string, type: string, day: string];
  readonly write: (row: AdsRow) => readonly string[];
  readonly delimiter: string;
  readonly hasHeader: boolean;
  readonly description?: { readonly types?: object; readonly dateFormat: string };
}

const PLAIN: LogForm = {
  names: ['advertiser_id', 'product_id', 'type', 'date'],
  write: (row) => row,
  delimiter: ',',
  hasHeader: true,
};
const WORDS: Readonly<Record<string, string>> = { impression: 'show', click: 'tap', conversion: 'buy' };
const TYPES = { impression: ['show'], click: ['tap'], conversion: ['buy'] };
const seconds = (day: string) => Date.parse(day) / 1000;

/** A row as each form of log has it. */
export const LOG_FORMS: Readonly<Record<string, LogForm>> = {
  plain: PLAIN,
  'day first': {
    ...PLAIN,
    names: ['adv', 'item', 'type', 'day'],
    write: ([advertiser, product, type, day]) => [
      advertiser,
      product,
      type,
      day.split('-').reverse().join('/'),
    ],
    delimiter: ';',
    description: { dateFormat: 'DD/MM/YYYY' },
  },
  'timestamps without a header': {
    names: ['adv', 'item', 'event', 'ts'],
    write: ([advertiser, product, type, day]) => [
      advertiser,
      product,
      WORDS[type] ?? type,
      `${day}T23:59:59.999Z`,
    ],
    delimiter: '\t',
    hasHeader: false,
    description: { types: TYPES, dateFormat: 'timestamp' },
  },
  seconds: {
    ...PLAIN,
    names: ['adv', 'item', 'event', 'ts'],
    write: ([advertiser, product, type, day]) => [
      advertiser,
      product,
      WORDS[type] ?? type,
      String(seconds(day) + 1),
    ],
    description: { types: TYPES, dateFormat: 'unix_seconds' },
  },
};

/** How a log lies in a lake, without a change of what is counted. */
export interface LogShape {
  readonly form: keyof typeof LOG_FORMS;
  readonly format: 'csv' | 'jsonl' | 'joined JSON' | 'parquet';
  readonly columns: readonly number[];
  readonly objects: number;
  /** For CSV and JSON lines. */
  readonly compression: '' | '.gz' | '.zst';
  readonly newline: '\n' | '\r\n';
  readonly isAllQuoted: boolean;
  readonly parquet: ParquetShape | 'hyparquet-writer' | 'product';
  readonly pieceBytes: number;
  /** Where the ranges of an object meet, in shares of its size. */
  readonly cuts: readonly number[];
}

/** All shapes of a log. */
export const anyLogShape: fc.Arbitrary<LogShape> = fc.record({
  form: fc.constantFrom(...Object.keys(LOG_FORMS)),
  format: fc.constantFrom('csv', 'jsonl', 'joined JSON', 'parquet'),
  columns: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
  objects: fc.oneof(
    { weight: 7, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 1, arbitrary: fc.constant(40) },
  ),
  compression: fc.constantFrom('', '.gz', '.zst'),
  newline: fc.constantFrom('\n', '\r\n'),
  isAllQuoted: fc.boolean(),
  parquet: fc.oneof(anyParquetShape, fc.constantFrom('hyparquet-writer' as const, 'product' as const)),
  pieceBytes: fc.constantFrom(1, 5, 64, Infinity),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
});

/** Writes `ads_views` in a shape, row `i` into object `i` modulo their number, with its description if it needs one. */
export async function writeShaped(lake: Lake, rows: readonly AdsRow[], shape: LogShape): Promise<void> {
  const { form, format, objects } = shape;
  const log: EventLogName = 'ads_views';
  const compression = format === 'parquet' ? '' : shape.compression;
  const suffix = (format === 'joined JSON' ? 'jsonl' : format) + compression;
  await describeForm(lake, LOG_FORMS[form]!);
  for (let part = 0; part < objects; part++) {
    const own = rows.filter((_, i) => i % objects === part);
    const body = await bodyOf(shape, own.map(LOG_FORMS[form]!.write));
    await lake.write(logPartKey(log, part + 1, suffix), COMPRESS[compression](body));
  }
}

const COMPRESS = {
  '': (body: Uint8Array) => body,
  '.gz': gzipSync,
  // Node 20 has no zstd: frames of blocks as they are.
  '.zst': (body: Uint8Array) => Buffer.concat(piecesOf(body, 60).map((piece) => rawFrame(piece, 25))),
} as const;

async function describeForm(
  lake: Lake,
  { names, delimiter, hasHeader, description }: LogForm,
): Promise<void> {
  if (description === undefined) return;
  const [advertiser_id, product_id, type, column] = names;
  const entry = {
    objects: 'input/ads_views/**',
    csv: { delimiter, ...(!hasHeader && { header: names }) },
    columns: { advertiser_id, product_id, type, date: { column, format: description.dateFormat } },
    ...(description.types !== undefined && { types: description.types }),
  };
  await lake.write(SOURCES_KEY, Buffer.from(JSON.stringify({ logs: { ads_views: [entry] } })));
}

async function bodyOf(shape: LogShape, rows: readonly (readonly string[])[]): Promise<Uint8Array> {
  const { format, columns, newline, isAllQuoted } = shape;
  const { names, delimiter, hasHeader } = LOG_FORMS[shape.form]!;
  if (format === 'csv') {
    // A header that the description gives is in the order of its names.
    const order = hasHeader ? columns : names.map((_, i) => i);
    const cells = rows.map((row) => order.map((column) => row[column] ?? ''));
    const header = hasHeader ? [order.map((column) => names[column] ?? '')] : [];
    const text = Papa.unparse([...header, ...cells], { newline, quotes: isAllQuoted, delimiter });
    // An object of 0 bytes is an upload in progress.
    return Buffer.from(text === '' ? newline : text);
  }
  if (format === 'parquet') return parquetOf(shape, rows);
  const records = rows.map((row) =>
    JSON.stringify(Object.fromEntries(columns.map((column) => [names[column], row[column]]))),
  );
  return Buffer.from(format === 'jsonl' ? records.join(newline) + newline : records.join('') + newline);
}

async function parquetOf(shape: LogShape, rows: readonly (readonly string[])[]): Promise<Uint8Array> {
  const { columns, parquet } = shape;
  const { names } = LOG_FORMS[shape.form]!;
  const data = columns.map((column) => ({
    name: names[column] ?? '',
    data: rows.map((row) => row[column] ?? ''),
  }));
  // Arrow's writer is given a file to copy, and takes none without rows.
  if (parquet === 'product' || (rows.length === 0 && typeof parquet === 'object')) {
    const encode = await loadParquetEncoder();
    return encode(data.map((column) => ({ ...column, type: 'STRING' })));
  }
  if (parquet === 'hyparquet-writer') {
    const body = parquetWriteBuffer({
      columnData: data.map((column) => ({ ...column, type: 'STRING' })),
      rowGroupSize: 7,
    });
    return new Uint8Array(body);
  }
  return writeParquetTexts(Object.fromEntries(data.map(({ name, data: texts }) => [name, texts])), parquet);
}
