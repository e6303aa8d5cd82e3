import fc from 'fast-check';
import { parseSources } from '../../../logs/sources/parse-sources';
import { holds, SEED } from '../../support/jest/property';

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

const EXAMPLE = `{ "timeZone": "America/Argentina/Buenos_Aires",
  "logs": {
    "ads_views": [
      { "objects": "input/impressions/**/*.parquet",
        "columns": { "advertiser_id": "campaign", "product_id": "creative", "type": { "value": "impression" }, "date": { "column": "ts", "format": "unix_millis" } } },
      { "objects": "input/report-*.csv", "csv": { "delimiter": ";", "header": ["day", "adv", "item", "imps", "clicks"] },
        "columns": { "advertiser_id": "adv", "product_id": "item", "date": { "column": "day", "format": "DD/MM/YYYY" }, "impressions": "imps", "clicks": "clicks" } },
      { "objects": "input/events/dt=*/**", "format": "jsonl",
        "columns": { "advertiser_id": { "value": "shop-1" }, "product_id": "item.id", "type": "event", "date": { "path": "dt" } },
        "types": { "impression": ["view"], "click": ["tap"], "conversion": ["purchase"], "ignored": ["add_to_cart"] } } ],
    "product_views": [ { "objects": "input/visits/**" } ] } }`;

describe('a description without faults', () => {
  it('is read with all that it leaves out', () => {
    expect(parseSources(EXAMPLE)).toEqual({
      sources: {
        timeZone: 'America/Argentina/Buenos_Aires',
        logs: {
          product_views: [
            {
              at: '$.logs.product_views[0]',
              objects: 'input/visits/**',
              csv: { delimiter: ',' },
              columns: {
                advertiser_id: { column: 'advertiser_id' },
                product_id: { column: 'product_id' },
                date: { column: 'date', format: 'date' },
              },
            },
          ],
          ads_views: [
            {
              at: '$.logs.ads_views[0]',
              objects: 'input/impressions/**/*.parquet',
              csv: { delimiter: ',' },
              columns: {
                advertiser_id: { column: 'campaign' },
                product_id: { column: 'creative' },
                type: { value: 'impression' },
                date: { column: 'ts', format: 'unix_millis' },
              },
            },
            {
              at: '$.logs.ads_views[1]',
              objects: 'input/report-*.csv',
              csv: { delimiter: ';', header: ['day', 'adv', 'item', 'imps', 'clicks'] },
              columns: {
                advertiser_id: { column: 'adv' },
                product_id: { column: 'item' },
                date: { column: 'day', format: 'DD/MM/YYYY' },
                impressions: { column: 'imps' },
                clicks: { column: 'clicks' },
              },
            },
            {
              at: '$.logs.ads_views[2]',
              objects: 'input/events/dt=*/**',
              format: 'jsonl',
              csv: { delimiter: ',' },
              columns: {
                advertiser_id: { value: 'shop-1' },
                product_id: { column: 'item.id' },
                type: { column: 'event' },
                date: { path: 'dt', format: 'date' },
              },
              types: {
                impression: ['view'],
                click: ['tap'],
                conversion: ['purchase'],
                ignored: ['add_to_cart'],
              },
            },
          ],
        },
      },
    });
  });

  it('may begin with a BOM, name its schema, and be in UTC', () => {
    const parsed = parseSources('\ufeff{"$schema": "../docs/sources.schema.json", "logs": {}}');
    expect(parsed).toEqual({ sources: { timeZone: 'UTC', logs: {} } });
  });

  it.each([
    [{ csv: { delimiter: '\t' } }],
    [{ csv: { header: ['a', 'p', 'd', 't', '', ''] } }],
    [{ format: 'csv', objects: 'input/**/*.log' }],
    [{ objects: 'input/a/*.gz' }],
    [{ objects: 'input/a/*.CSV.gz' }],
    [{ columns: undefined, types: { impression: ['i'] } }],
    [{ columns: { ...COLUMNS, advertiser_id: { value: 7 }, clicks: { value: 0 } } }],
    [{ columns: { ...COLUMNS, type: { value: 'i' } }, types: { impression: ['i'] } }],
  ])('may say %j', (entry) => {
    expect(ads(entry)).toEqual([]);
  });
});

describe('a text that is no JSON', () => {
  it.each([
    ['', '$ is no JSON at line 1, column 1; '],
    ['{\n  "logs": {\n    "ads_views" [] } }', '$ is no JSON at line 3, column 17; '],
    ['{"logs": {},}', '$ is no JSON at line 1, column 13; '],
    ['{"logs": {}} // done', '$ is no JSON at line 1, column 14; '],
    ['{"logs": {}', '$ is no JSON at line 1, column 12; '],
    ['{"logs": {}} x', '$ is no JSON at line 1, column 14; '],
  ])('%j: %s', (text, fault) => {
    const faults = faultsOf(text);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  it('or too long, or too deep, is refused', () => {
    expect(faultsOf(' '.repeat(1_000_001))[0]).toContain('$ is longer than 1000000 characters');
    expect(faultsOf('['.repeat(900_000))[0]).toMatch(/^\$ is (nested too deeply|no JSON)/);
  });
});

describe(`whatever is written (seed ${SEED})`, () => {
  it('is read, or has faults with a place and a remedy', () => {
    const part = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(
        'a',
        'input/**',
        'csv',
        'timestamp',
        { column: 'a' },
        { value: 'click' },
        { path: 'x' },
      ),
    );
    const name = fc.constantFrom(
      'advertiser_id',
      'product_id',
      'date',
      'type',
      'clicks',
      'from',
      '__proto__',
    );
    const entry = fc.dictionary(
      fc.constantFrom('objects', 'table', 'format', 'csv', 'columns', 'types', 'x'),
      fc.oneof(part, fc.dictionary(name, part), fc.constant({ click: ['a'] })),
    );
    const log = fc.constantFrom('ads_views', 'product_views', 'advertiser_ids', 'excluded_products', 'x');
    const logs = fc.oneof(part, fc.dictionary(log, fc.oneof(part, fc.array(fc.oneof(part, entry)))));
    holds(
      fc.property(fc.record({ timeZone: part, logs }, { requiredKeys: [] }), (description) => {
        const parsed = parseSources(JSON.stringify(description));
        if ('sources' in parsed) return;
        expect(parsed.faults.length).toBeGreaterThan(0);
        for (const { path, fault, remedy } of parsed.faults) {
          expect([path[0], fault !== '', remedy !== '']).toEqual(['$', true, true]);
        }
      }),
      500,
    );
  });
});
