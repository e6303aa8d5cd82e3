import type { ColumnChunk, SchemaElement } from 'hyparquet';

/** A column of numbers and its type in Parquet. */
export interface NumberTableColumn {
  readonly name: string;
  readonly element: { readonly type: 'INT32' | 'DOUBLE' } & Partial<SchemaElement>;
  readonly data: Int32Array | Float64Array;
}

/** Room for all that stands in a file besides its values: more is made when it is needed. */
const FRAME_BYTES = 1_024;

/** The layout of numbers as they lie in memory: the values of a column are copied at once, not one by one. */
export async function loadNumberTableEncoder(): Promise<
  (columns: readonly NumberTableColumn[]) => Uint8Array
> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const { writePageHeader } = await import('hyparquet-writer/src/datapage.js');
  return (columns) => {
    const rows = columns[0]?.data.length ?? 0;
    const valueBytes = columns.reduce((sum, { data }) => sum + data.byteLength, 0);
    const writer = new ByteWriter(valueBytes + FRAME_BYTES);
    const schema = [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, element }) => ({ ...element, name, repetition_type: 'REQUIRED' as const })),
    ];
    const file = new ParquetWriter({ writer, schema, codec: 'UNCOMPRESSED', statistics: false });
    const chunks = columns.map(({ name, element, data }): ColumnChunk => {
      const start = writer.offset;
      writePageHeader(writer, {
        type: 'DATA_PAGE_V2',
        uncompressed_page_size: data.byteLength,
        compressed_page_size: data.byteLength,
        data_page_header_v2: {
          num_values: rows,
          num_nulls: 0,
          num_rows: rows,
          encoding: 'PLAIN',
          definition_levels_byte_length: 0,
          repetition_levels_byte_length: 0,
          is_compressed: false,
        },
      });
      writer.appendBytes(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      const size = BigInt(writer.offset - start);
      return {
        file_offset: BigInt(start),
        meta_data: {
          type: element.type,
          encodings: ['PLAIN'],
          path_in_schema: [name],
          codec: 'UNCOMPRESSED',
          num_values: BigInt(rows),
          total_uncompressed_size: size,
          total_compressed_size: size,
          data_page_offset: BigInt(start),
        },
      };
    });
    if (rows > 0) {
      file.num_rows = BigInt(rows);
      file.row_groups.push({ columns: chunks, num_rows: BigInt(rows), total_byte_size: BigInt(valueBytes) });
    }
    void file.finish();
    return writer.getBytes();
  };
}
