"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.loadParquetEncoder = loadParquetEncoder;
exports.writeParquet = writeParquet;
exports.readParquet = readParquet;
exports.readParquetColumns = readParquetColumns;
exports.readParquetPortions = readParquetPortions;
exports.toColumns = toColumns;
const consumers_1 = require("node:stream/consumers");
/** Rows in a row group, and in its one page: integers are read and written in long runs. */
const ROW_GROUP_ROWS = 1_000_000;
/** The same for tables with texts: they are read in portions, so that texts that nobody keeps are forgotten early. */
const TEXT_ROW_GROUP_ROWS = 20_000;
/** How a column is laid out: integers by their differences, strings by a dictionary where that is smaller. */
const LAYOUTS = {
    STRING: {
        // Some readers look at the older of the two only.
        element: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
    },
    INT32: { element: { type: 'INT32' }, encoding: 'DELTA_BINARY_PACKED' },
    DATE: { element: { type: 'INT32', logical_type: { type: 'DATE' } }, encoding: 'DELTA_BINARY_PACKED' },
    DOUBLE: { element: { type: 'DOUBLE' } },
};
/** The encoder, which works at once when it is there. */
async function loadParquetEncoder() {
    // An ESM package, loaded on first use: the project compiles to CommonJS.
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    return (columns) => new Uint8Array(parquetWriteBuffer(layOut(columns)));
}
function layOut(columns) {
    return {
        schema: [
            { name: 'root', num_children: columns.length },
            ...columns.map(({ name, type }) => ({
                name,
                repetition_type: 'REQUIRED',
                ...LAYOUTS[type].element,
            })),
        ],
        columnData: columns.map((column) => {
            const encoding = encodingOf(column);
            return { name: column.name, data: dataOf(column), ...(encoding === undefined ? {} : { encoding }) };
        }),
        statistics: false,
        // What the encodings leave is not worth the time that snappy takes.
        codec: 'UNCOMPRESSED',
        pageSize: 0,
        rowGroupSize: columns.some(({ type }) => type === 'STRING') ? TEXT_ROW_GROUP_ROWS : ROW_GROUP_ROWS,
    };
}
function encodingOf(column) {
    if (column.type === 'STRING')
        return column.distinct === true ? 'PLAIN' : undefined;
    const layout = LAYOUTS[column.type];
    return 'encoding' in layout ? layout.encoding : undefined;
}
/** Writes columns of equal length as one Parquet object. */
async function writeParquet(lake, key, columns, options = {}) {
    const encode = await loadParquetEncoder();
    const object = await lake.write(key, encode(columns), options);
    return { key, etag: object.etag, rows: columns[0]?.data.length ?? 0 };
}
/**
 * Reads all rows of a Parquet object as objects by column name.
 * @throws LakeObjectChangedError when it is no longer the file that was handed over.
 */
async function readParquet(lake, file, options = {}) {
    const { parquetReadObjects } = await import('hyparquet');
    const rows = await parquetReadObjects({ file: await fetchFile(lake, file, options), parsers: PARSERS });
    if (rows.length !== file.rows)
        throw wrongLength(file, rows.length);
    return rows;
}
/**
 * The columns of a Parquet object that are asked for, by name.
 * @throws LakeObjectChangedError when it is no longer the file that was handed over.
 */
async function readParquetColumns(lake, file, columns, options = {}) {
    const { parquetRead } = await import('hyparquet');
    const parts = new Map(Object.keys(columns).map((name) => [name, []]));
    await parquetRead({
        file: await fetchFile(lake, file, options),
        columns: Object.keys(columns),
        parsers: PARSERS,
        onChunk: ({ columnName, columnData }) => parts.get(columnName)?.push(columnData),
    });
    const read = Object.entries(columns).map(([name, type]) => {
        const column = join(type, parts.get(name) ?? []);
        if (column.length !== file.rows)
            throw wrongLength(file, column.length);
        return [name, column];
    });
    return Object.fromEntries(read);
}
/**
 * Calls `visit` with the columns of a Parquet object that are asked for, one portion of its rows after the other.
 * @throws LakeObjectChangedError when it is no longer the file that was handed over.
 */
async function readParquetPortions(lake, file, columns, visit) {
    const { parquetRead } = await import('hyparquet');
    const names = Object.keys(columns);
    let portion = {};
    let rows = 0;
    await parquetRead({
        file: await fetchFile(lake, file, {}),
        columns: names,
        parsers: PARSERS,
        onChunk: ({ columnName, columnData, rowStart, rowEnd }) => {
            portion[columnName] = join(columns[columnName] ?? 'INT32', [columnData]);
            if (names.some((name) => !(name in portion)))
                return;
            visit(portion, rowStart);
            portion = {};
            rows += rowEnd - rowStart;
        },
    });
    if (rows !== file.rows)
        throw wrongLength(file, rows);
}
/** Columns of a table given as rows; `columns` names them with their types. */
function toColumns(rows, columns) {
    return columns.map(({ name, type }) => ({ name, type, data: rows.map((row) => row[name]) }));
}
/** Days stay numbers. */
const PARSERS = { dateFromDays: (days) => days };
function dataOf(column) {
    switch (column.type) {
        case 'STRING':
            return bytesOf(column.data);
        case 'DOUBLE':
            return Float64Array.from(column.data);
        case 'INT32':
        case 'DATE':
            return column.data instanceof Int32Array ? column.data : Int32Array.from(column.data);
    }
}
/** Neighbours that are equal become one and the same bytes. */
function bytesOf(values) {
    let previous;
    let bytes = new Uint8Array();
    return values.map((value) => {
        if (value !== previous) {
            previous = value;
            bytes = typeof value === 'string' ? Buffer.from(value) : value;
        }
        return bytes;
    });
}
async function fetchFile(lake, file, options) {
    const bytes = await (0, consumers_1.buffer)(await lake.read(file.key, { ifMatch: file.etag, ...options }));
    const copy = new ArrayBuffer(bytes.byteLength);
    new Uint8Array(copy).set(bytes);
    return copy;
}
function join(type, parts) {
    if (type === 'STRING') {
        return parts.length === 1 ? parts[0] : [].concat(...parts);
    }
    const NumberArray = type === 'DOUBLE' ? Float64Array : Int32Array;
    if (parts.length === 1 && parts[0] instanceof NumberArray)
        return parts[0];
    const whole = new NumberArray(parts.reduce((sum, part) => sum + part.length, 0));
    let filled = 0;
    for (const part of parts) {
        whole.set(part, filled);
        filled += part.length;
    }
    return whole;
}
function wrongLength(file, rows) {
    return new Error(`${file.key}: has ${String(rows)} rows, expected ${String(file.rows)}`);
}
//# sourceMappingURL=parquet.js.map