import { buffer } from 'node:stream/consumers';
import Papa from 'papaparse';
import type { FormatName } from '../../logs/sources/source-types';
import { objectFormat } from '../../logs/sources/object-format';
import { BadLogError } from '../../logs/bad-log';
import { readLogBytes } from '../../logs/log-bytes';
import { findCsvForm } from '../../logs/sniff/csv-form';
import type { CsvForm } from '../../logs/sniff/csv-form';
import type { Lake, LakeObject } from '../../storage/lake';
import { jsonColumns } from './json-columns';
import { parquetColumns } from './parquet-columns';
import type { SampleColumn } from './sample-column';

/** First bytes of an object, unpacked, that are looked at. */
const HEAD_BYTES = 512 * 1024;
/** Bytes at the end of a large object that are looked at. */
const TAIL_BYTES = 64 * 1024;
const LF = 0x0a;
/** Rows of an object that are looked at. */
const SAMPLE_ROWS = 10_000;

/** The first rows of an object, by columns. */
export interface Sample {
  readonly key: string;
  readonly format: FormatName;
  /** Whether only the content tells the format. */
  readonly formatByContent: boolean;
  readonly csv?: CsvForm;
  readonly columns: readonly SampleColumn[];
  readonly rows: number;
}

/** Reads the first rows of an object. A string is the reason why there are none, in words that follow its key. */
export async function readSample(
  lake: Lake,
  object: LakeObject,
  options: { readonly signal: AbortSignal },
): Promise<Sample | string> {
  let head: Buffer;
  try {
    head = await readHead(lake, object, options);
  } catch (error) {
    if (!(error instanceof BadLogError)) throw error;
    return `cannot be read: ${error.fault}`;
  }
  const content = formatByContent(head);
  if (typeof content === 'object') return content.reason;
  const named = objectFormat(object.key);
  const isNamed = typeof named === 'object' && named.format === content;
  if (typeof named === 'object' && !isNamed && [named.format, content].includes('parquet')) {
    return `is named as ${named.format}, and its content is ${content}; give it another name`;
  }
  const common = { key: object.key, format: content, formatByContent: !isNamed };
  if (content === 'parquet') {
    try {
      return { ...common, ...(await parquetColumns(lake, object, { ...options, maxRows: SAMPLE_ROWS })) };
    } catch (error) {
      if (!(error instanceof BadLogError)) throw error;
      return `cannot be read: ${error.fault}`;
    }
  }
  const tail = await readTail(lake, object, options);
  if (content === 'jsonl') return { ...common, ...jsonColumns([head, tail], SAMPLE_ROWS) };
  const form = findCsvForm(wholeLines(head.toString('latin1'), head.length >= HEAD_BYTES), SAMPLE_ROWS);
  if (form === undefined) return 'has no row';
  const rows = [...form.rows, ...rowsLike(form, tail)];
  return { ...common, csv: form, columns: csvColumns(form.names, rows), rows: rows.length };
}

async function readHead(lake: Lake, object: LakeObject, options: { signal: AbortSignal }): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readLogBytes(lake, object, options)) {
    chunks.push(Buffer.from(chunk));
    length += chunk.byteLength;
    if (length >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** The last lines of a large object that is not compressed: where it is sorted by time, days are there that decide an order. */
async function readTail(
  lake: Lake,
  { key, etag, sizeBytes }: LakeObject,
  options: { signal: AbortSignal },
): Promise<Buffer> {
  if (sizeBytes < HEAD_BYTES + TAIL_BYTES || /\.(?:gz|zst)$/i.test(key)) return Buffer.alloc(0);
  const range = { start: sizeBytes - TAIL_BYTES, end: sizeBytes };
  const bytes = await buffer(await lake.read(key, { ifMatch: etag, range, ...options }));
  const lineEnd = bytes.indexOf(LF);
  return lineEnd < 0 ? Buffer.alloc(0) : bytes.subarray(lineEnd + 1);
}

function rowsLike({ delimiter, names }: CsvForm, bytes: Buffer): string[][] {
  const { data } = Papa.parse<string[]>(bytes.toString('latin1'), { delimiter, skipEmptyLines: true });
  return data.filter((row) => row.length === names.length);
}

function formatByContent(head: Buffer): FormatName | { readonly reason: string } {
  const start = head.subarray(0, 4).toString('latin1');
  if (start === 'PAR1') return 'parquet';
  if (start.startsWith('PK')) return { reason: 'is a ZIP or a spreadsheet; unpack it, or save it as CSV' };
  if (head.includes(0)) return { reason: 'has zero bytes, so that it is neither CSV nor JSON lines' };
  const text = head.subarray(0, 1024).toString('latin1').trimStart();
  if (text.startsWith('[')) return { reason: 'is one JSON array; write one record a line (JSON lines)' };
  return text.startsWith('{') ? 'jsonl' : 'csv';
}

/** Without the last line, where the text may end in the middle of it. */
function wholeLines(text: string, isCut: boolean): string {
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
  return isCut && end > 0 ? text.slice(0, end + 1) : text;
}

function csvColumns(names: readonly string[], rows: readonly (readonly string[])[]): SampleColumn[] {
  return names.map((name, index) => ({
    name,
    values: rows.flatMap((row) => (row[index] === undefined || row[index] === '' ? [] : [row[index]])),
  }));
}
