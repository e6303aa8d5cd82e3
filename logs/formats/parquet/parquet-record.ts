import type { ByteFields } from '../../../domain/record-validation';
import type { LogRecord } from '../log-format';
import { NULL_CODE } from './column-rows';
import type { ColumnBatch } from './column-rows';
import type { RowBatch } from './parquet-rows';
import { textIn } from './value-list';

/** A row of a batch as a record, with the number that it has. */
export function recordAt({ columns }: RowBatch, row: number, line: number): LogRecord {
  return new ParquetRecord(
    line,
    columns.map((column) => textAt(column, row)),
  );
}

function textAt({ dictionary, codes, values }: ColumnBatch, row: number): string {
  if (dictionary === undefined) return textIn(values, row);
  const code = codes[row] ?? NULL_CODE;
  return code === NULL_CODE ? '' : textIn(dictionary, code);
}

/** A row; its text, of the wanted fields, is made for a reject only. */
class ParquetRecord {
  constructor(
    readonly line: number,
    readonly fields: ByteFields,
  ) {}

  get bytes(): Buffer {
    return Buffer.from(this.fields.join(','), 'latin1');
  }
}
