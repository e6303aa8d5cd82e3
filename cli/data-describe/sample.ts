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

/** Bytes of an object, unpacked, that are looked at. */
const HEAD_BYTES = 256 * 1024;
/** Rows of an object that are looked at. */
const SAMPLE_ROWS = 1_000;

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
  const named = objectFormat(object.key);
  const content = formatByContent(head);
  if (typeof content === 'object') return content.reason;
  const format = typeof named === 'object' ? named.format : content;
  if (format !== content && (format === 'parquet' || content === 'parquet')) {
    return `is named as ${format}, and its content is ${content}; give it another name`;
  }
  const common = { key: object.key, format, formatByContent: typeof named === 'string' };
  if (format === 'parquet') {
    try {
      return { ...common, ...(await parquetColumns(lake, object, { ...options, maxRows: SAMPLE_ROWS })) };
    } catch (error) {
      if (!(error instanceof BadLogError)) throw error;
      return `cannot be read: ${error.fault}`;
    }
  }
  if (format === 'jsonl') return { ...common, ...jsonColumns(head, SAMPLE_ROWS) };
  const form = findCsvForm(wholeLines(head.toString('latin1'), head.length >= HEAD_BYTES), SAMPLE_ROWS);
  if (form === undefined) return 'has no row';
  return { ...common, csv: form, columns: csvColumns(form), rows: form.rows.length };
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

function csvColumns({ names, rows }: CsvForm): SampleColumn[] {
  return names.map((name, index) => ({
    name,
    values: rows.flatMap((row) => (row[index] === undefined || row[index] === '' ? [] : [row[index]])),
  }));
}
