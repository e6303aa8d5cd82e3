import { gzipSync } from 'node:zlib';
import { readRows } from '../../../../logs/read-rows';
import { MemoryLake } from '../../../support/lake/memory-lake';
import { eventsOf } from '../../../support/logs/described-events';

const COLUMNS = { advertiser_id: 'año', product_id: 'p', date: 'd' };

/** The rows of a described log of product views; plain and compressed it must read the same. */
async function read(text: string, csv?: object) {
  const entry = (glob: string) => ({ objects: glob, format: 'csv', columns: COLUMNS, ...(csv && { csv }) });
  const plain = await eventsOf('product_views', [entry('input/v.csv')], { 'v.csv': text });
  const gzip = await eventsOf('product_views', [entry('input/v.gz')], { 'v.gz': gzipSync(text) });
  expect(gzip).toEqual(plain);
  return plain;
}

const ONE_ROW = { rows: ['A x 2026-11-22 1'], rejects: [], ignored: [] };

it.each<[string, string, object]>([
  [
    'a line that tells spreadsheet programs the delimiter',
    'sep=;\r\naño;p;d\r\nA;x;2026-11-22\r\n',
    { delimiter: ';' },
  ],
  ['comments before the header', '# made by hand\n#\naño,p,d\nA,x,2026-11-22\n', {}],
  [
    'names in #Fields, between any blanks',
    '#Version: 1.0\n#FIELDS:  año \td  p \nA\t2026-11-22\tx\n',
    { delimiter: '\t' },
  ],
  ['the first #Fields of two', '#Fields: año d p\n#Fields: p d año\nA 2026-11-22 x\n', { delimiter: ' ' }],
  ['names that the description gives', 'A,x,2026-11-22\n', { header: ['año', 'p', 'd'] }],
  ['the description before #Fields', '#Fields: p d año\nA,x,2026-11-22\n', { header: ['año', 'p', 'd'] }],
])('%s', async (_, text, csv) => {
  expect(await read(text, csv)).toEqual(ONE_ROW);
});

it('comments between the records are records', async () => {
  const { rejects } = await read('año,p,d\n# later\nA,x,2026-11-22\n');
  expect(rejects).toEqual(['2 wrong_field_count']);
});

it('a record with a field more or less than the header is a reject', async () => {
  const { rows, rejects } = await read('A,x,2026-11-22\nA,x,2026-11-22,\nA,x\n', {
    header: ['año', 'p', 'd'],
  });
  expect(rows).toEqual(ONE_ROW.rows);
  expect(rejects).toEqual(['2 wrong_field_count', '3 wrong_field_count']);
});

it('comments alone are no records where the description gives the names', async () => {
  expect(await read('# nothing yet\n', { header: ['año', 'p', 'd'] })).toEqual({ ...ONE_ROW, rows: [] });
});

it('comments alone, without names, are an object without a header', async () => {
  await expect(read('# nothing yet\n')).rejects.toThrow(/^input\/v\.csv: has no header; expected `/);
});

it('a log without a description begins with its header: a comment is none', async () => {
  const lake = new MemoryLake();
  const text = '# made by hand\nadvertiser_id,product_id,date\nA,x,2026-11-22\n';
  const object = await lake.write('input/product_views.csv', Buffer.from(text));
  await expect(readRows(lake, 'product_views', object).next()).rejects.toThrow(/found "# made by hand"/);
});
