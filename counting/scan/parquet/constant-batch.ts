import { BATCH_ROWS } from '../../../logs/formats/parquet/column-rows';
import type { ColumnBatch } from '../../../logs/formats/parquet/column-rows';
import { createTextList } from '../../../logs/formats/parquet/value-list';

/** The batch of a column in which all rows have one text, a byte string. */
export function constantBatch(text: string): ColumnBatch {
  return {
    dictionary: createTextList([text]),
    codes: new Int32Array(BATCH_ROWS),
    values: createTextList([]),
  };
}
