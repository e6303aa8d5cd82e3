import { parseSources } from '../../../logs/sources/parse-sources';

/** The faults of a text, or of what JSON makes of a value, each in one line. */
function faultsOf(description: unknown): string[] {
  const text = typeof description === 'string' ? description : JSON.stringify(description);
  const parsed = parseSources(text);
  return 'faults' in parsed
    ? parsed.faults.map(({ path, fault, remedy }) => `${path} ${fault}; ${remedy}`)
    : [];
}

const COLUMNS = { advertiser_id: 'a', product_id: 'p', date: 'd' };
const ads = (entry: object) =>
  faultsOf({
    logs: { ads_views: [{ objects: 'input/a/**', columns: { ...COLUMNS, type: 't' }, ...entry }] },
  });
/** The faults of one entry of ads_views, their paths without the entry's. */
const ofAds = (entry: object) => ads(entry).map((fault) => fault.replace('$.logs.ads_views[0].', ''));
const ofColumns = (columns: object) => ofAds({ columns: { ...COLUMNS, type: 't', ...columns } });

describe('all faults are told at once', () => {
  it('with the path of each', () => {
    expect(
      faultsOf({
        timezone: 'UTC',
        timeZone: 'America/Buenos Aires',
        logs: {
          ad_views: [],
          advertiser_ids: [],
          product_views: { objects: 'input/x' },
          ads_views: [
            {
              objects: 'input/a/**',
              format: 'ndjson',
              colums: {},
              csv: { delimiter: 5 },
              columns: {
                advertiser_id: { val: 'x' },
                product_id: 5,
                date: { column: 'd', formt: 'date', format: 'D/M/YYYY' },
                from: 'x',
              },
              types: { impression: 'view', clik: ['tap'] },
            },
          ],
        },
      }),
    ).toMatchInlineSnapshot(`
     [
       "$.logs.product_views is an object; write a list",
       "$.logs.ads_views[0].format is "ndjson"; did you mean jsonl? write one of csv, jsonl, parquet",
       "$.logs.ads_views[0].csv.delimiter is 5; write a text",
       "$.logs.ads_views[0].columns.advertiser_id.val is no member of a field; did you mean value?",
       "$.logs.ads_views[0].columns.product_id is 5; write the name of a column, or an object with one of column, value and path",
       "$.logs.ads_views[0].columns.date.formt is no member of a day; did you mean format?",
       "$.logs.ads_views[0].columns.from is no member of columns; members of columns are advertiser_id, product_id, date, type, impressions, clicks, conversions",
       "$.logs.ads_views[0].types.impression is "view"; write a list",
       "$.logs.ads_views[0].types.clik is no member of types; did you mean click?",
       "$.logs.ads_views[0].colums is no member of an entry; did you mean columns?",
       "$.logs.advertiser_ids is empty; add an entry, or remove the log",
       "$.logs.ad_views is no member of logs; did you mean ads_views?",
       "$.timezone is no member of the description; did you mean timeZone?",
       "$.timeZone is not Area/Place: "America/Buenos Aires"; did you mean America/Buenos_Aires?",
       "$.logs.ads_views[0].columns says neither a type nor counts; add \`type\`, or columns of counts: impressions, clicks, conversions",
       "$.logs.ads_views[0].types is given without a \`type\`; add \`type\` to \`columns\`, or remove \`types\`",
     ]
    `);
  });
});

describe('faults', () => {
  it.each<[entry: object, ...faults: string[]]>([
    [{ objects: undefined }, 'objects is missing; add it'],
    [{ objects: 'visits/**' }, 'objects is "visits/**"; begin it with input/'],
    [{ objects: 'input/' }, 'objects is "input/"; begin it with input/'],
    [{ objects: 'input/visits/' }, 'objects ends with `/`, as no object does; write input/visits/**'],
    [{ objects: 'input/*.log' }, 'objects has no extension that tells its format; add "format"'],
    [{ objects: 'input/*.tsv.gz' }, 'objects has no extension that tells its format; add "format"'],
    [{ objects: 'input/data' }, 'objects has no extension that tells its format; add "format"'],
    [{ objects: 'input/*.parquet.gz' }, 'objects is Parquet in a .gz'],
    [{ table: 'a.b.c' }, 'table is a table, and this version', 'objects is given beside `table`'],
    [{ objects: undefined, table: 'a.b.c' }, 'table is a table, and this version counts objects only'],
    [{ format: 'parquet', csv: {} }, 'csv is given for parquet; remove it'],
    [{ csv: { delimiter: '' } }, 'csv.delimiter is ""; write one ASCII character'],
    [{ csv: { delimiter: ';;' } }, 'csv.delimiter is ";;"'],
    [{ csv: { delimiter: '§' } }, 'csv.delimiter is "§"'],
    [{ csv: { delimiter: '"' } }, String.raw`csv.delimiter is "\""`],
    [{ csv: { delimiter: '\n' } }, String.raw`csv.delimiter is "\n"`],
    [{ csv: { header: [] } }, 'csv.header is empty; name the columns'],
    [{ csv: { header: ['a', 'p', 'd', 't', 'p'] } }, 'csv.header[4] is "p", which the header has already'],
    [{ csv: { header: ['a', 'p', 'day', 't'] } }, 'columns.date is "d", which `csv.header` does not name'],
    [{ columns: { ...COLUMNS } }, 'columns says neither a type nor counts; add `type`'],
    [{ columns: { type: 't' } }, 'columns.advertiser_id', 'columns.product_id', 'columns.date is missing'],
    [{ types: {} }, 'types names no value'],
    [{ types: { click: ['a', 'b'], ignored: ['b'] } }, 'types.ignored[0] is "b", which click has already'],
    [{ types: { click: ['a', 'a'] } }, 'types.click[1] is "a", which click has already'],
    [{ columns: { ...COLUMNS, clicks: 'c' }, types: { click: ['a'] } }, 'types is given without a `type`'],
    [{ columns: undefined, types: { view: ['a'] } }, 'types.view is no member of types'],
  ])('%j: %s', (entry, ...wanted) => {
    const faults = ofAds(entry).sort();
    expect(faults).toEqual(wanted.sort().map((fault) => expect.stringContaining(fault) as string));
  });

  it.each<[columns: object, fault: string]>([
    [{ clicks: 'c', conversions: 'n' }, 'columns.type is given beside clicks and conversions; keep `type`'],
    [{ date: {} }, 'columns.date does not say where it comes from; give it one of'],
    [{ date: { column: 'd', path: 'p' } }, 'columns.date has column and path at once; give it one of'],
    [{ date: { column: 'd', format: 'iso' } }, 'columns.date.format needs one of YYYY and YY: "iso"; write'],
    [{ date: { value: '2026-02-30' } }, 'columns.date.value is "2026-02-30", which is no day in the format'],
    [{ date: { path: 'dt=1' } }, 'columns.date.path is "dt=1"; give the name of the partition only'],
    [{ product_id: '' }, 'columns.product_id is empty; give a name'],
    [{ product_id: { column: '' } }, 'columns.product_id.column is empty; give a name'],
    [{ product_id: { column: 'p', format: 'date' } }, 'columns.product_id.format is no member of a field'],
    [{ product_id: { value: '' } }, 'columns.product_id.value is "", which is no id: empty_id'],
    [{ product_id: { value: 'a\nb' } }, 'which is no id: control_character'],
    [{ product_id: { value: 1.5 } }, 'columns.product_id.value is 1.5; write a text or a whole number'],
    [{ product_id: { value: null } }, 'columns.product_id.value is null; write a text or a whole number'],
    [{ type: { value: 'Click' } }, 'columns.type.value is "Click", which is none of the values of `types`'],
    [{ type: undefined, clicks: { value: '-1' } }, 'columns.clicks.value is "-1", which is no whole number'],
    [{ views: 'v' }, 'columns.views is no member of columns; '],
  ])('of columns %j: %s', (columns, fault) => {
    expect(ofColumns(columns)).toEqual([expect.stringContaining(fault)]);
  });

  it.each([
    ['EST', 'is not Area/Place: "EST"'],
    ['+05:30', 'is not Area/Place'],
    ['UTC+3', 'is not Area/Place'],
    ['utc', 'did you mean UTC?'],
    ['Buenos Aires', 'did you mean America/Buenos_Aires?'],
    ['Europe/Berlim', 'is no time zone of IANA: "Europe/Berlim"; did you mean Europe/Berlin?'],
    ['europe/berlin', 'is written in another case: "europe/berlin"; write Europe/Berlin'],
    ['Mars/Base', 'name it like America/Argentina/Buenos_Aires, or UTC'],
  ])('of the time zone %s: %s', (timeZone, fault) => {
    expect(faultsOf({ timeZone, logs: {} })).toEqual([expect.stringContaining(fault)]);
  });

  it.each(['UTC', 'America/Argentina/Buenos_Aires', 'Europe/Berlin', 'US/Eastern', 'Asia/Kolkata'])(
    'are none of the time zone %s',
    (timeZone) => {
      expect(faultsOf({ timeZone, logs: {} })).toEqual([]);
    },
  );

  it('are names that are given twice, which JSON itself would let pass', () => {
    expect(faultsOf('{"logs": {"ads_views": [],\n "ads_views": []}}')).toEqual([
      '$.logs.ads_views is given twice, again at line 2, column 2; keep one of them',
    ]);
  });

  it('are two entries of one log with the same glob, but not of two logs', () => {
    const entry = { objects: 'input/a/**', columns: { ...COLUMNS } };
    expect(faultsOf({ logs: { product_views: [entry, entry] } })).toEqual([
      '$.logs.product_views[1].objects is the glob of $.logs.product_views[0] as well; an object has one entry: keep one of them',
    ]);
    const click = { ...entry, columns: { ...COLUMNS, type: 't' } };
    expect(faultsOf({ logs: { product_views: [entry], ads_views: [click] } })).toEqual([]);
  });

  it.each([['[]'], ['null'], ['5'], ['{}'], ['{"__proto__": {"logs": {}}}'], ['{"logs": []}']])(
    'of %s have a path',
    (text) => {
      expect(faultsOf(text).length).toBeGreaterThan(0);
    },
  );
});
