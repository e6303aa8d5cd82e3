import fc from 'fast-check';
import { createScannerModule } from '../../../counting/scan/scanner-module';
import { holds, SEED } from '../../support/jest/property';
import { latin1 } from '../../support/logs/chunks';
import { describedObject } from '../../support/logs/described-object';
import { countedOverBytes, scanOutcome } from '../../support/logs/scan-outcome';

jest.setTimeout(60_000);

const scanner = createScannerModule();
/** The day of Goose Bay and Casey ended within a quarter hour. */
const ZONES = [
  'UTC',
  'America/Argentina/Buenos_Aires',
  'America/Goose_Bay',
  'Asia/Kathmandu',
  'Antarctica/Casey',
];

function objectOf(format: string, timeZone: string) {
  const columns = {
    advertiser_id: { value: 'A' },
    product_id: { column: 'item' },
    date: { column: 'day', format },
  };
  const csv = { delimiter: ';', header: ['item', 'day'] };
  return describedObject({ columns, csv }, { log: 'product_views', timeZone });
}

/** Lines of one product for each text, so that each is seen in the counts. */
const linesOf = (texts: readonly string[]) =>
  latin1(texts.map((text, i) => `p${String(i)};${text}\n`).join(''));

function expectBothAgree(format: string, timeZone: string, texts: readonly string[]) {
  const object = objectOf(format, timeZone);
  const bytes = linesOf(texts);
  const expected = scanOutcome(object, [bytes], { module: scanner, fast: false });
  expect(scanOutcome(object, [bytes], { module: scanner })).toEqual(expected);
}

const dayFirst = (text: string) =>
  `${text.slice(8, 10)}/${text.slice(5, 7)}/${text.slice(0, 4)} ${text.slice(11)}`;

describe('over their bytes are counted', () => {
  const times = (suffix: string, second = ':07') =>
    Array.from(
      { length: 400 },
      (_, i) =>
        `2024-03-0${String(1 + (i % 3))}T${String(10 + (i % 13))}:${String(10 + (i % 50))}${second}${suffix}`,
    );
  // The first two records go the slow way: the first begins the object.
  it.each<[name: string, format: string, texts: string[]]>([
    ['timestamps without an offset', 'timestamp', times('')],
    ['timestamps without seconds', 'timestamp', times('Z', '')],
    ['timestamps with a fraction', 'timestamp', times('.123456789Z')],
    ['timestamps with an offset', 'timestamp', times('-03:00')],
    ['timestamps of a database', 'timestamp', times(' +0545').map((text) => text.replace('T', ' '))],
    ['times in a pattern', 'DD/MM/YYYY HH:mm:ss', times('').map(dayFirst)],
    [
      'times in a pattern without separators',
      'YYYYMMDDHHmmss',
      times('').map((text) => text.replace(/\D/g, '')),
    ],
    ['timestamps that are days', 'timestamp', times('').map((text) => text.slice(0, 10))],
    ['seconds', 'unix_seconds', times('Z').map((text) => String(Date.parse(text) / 1000))],
    [
      'seconds with a fraction',
      'unix_seconds',
      times('Z').map((text) => `${String(Date.parse(text) / 1000)}.25`),
    ],
    ['milliseconds', 'unix_millis', times('Z').map((text) => String(Date.parse(text) + 1))],
  ])('%s', (_, format, texts) => {
    for (const timeZone of ['UTC', 'America/Argentina/Buenos_Aires']) {
      expect(countedOverBytes(objectOf(format, timeZone), linesOf(texts), scanner)).toBe(398);
      expectBothAgree(format, timeZone, texts);
    }
  });

  it('days of more keys than are known at a time', () => {
    const texts = Array.from({ length: 70_000 }, (_, i) => String(i * 900 + (i % 900)));
    expectBothAgree('unix_seconds', 'America/Argentina/Buenos_Aires', [...texts, ...texts.slice(0, 100)]);
  });
});

describe(`both ways read the same days (seed ${String(SEED)})`, () => {
  /** Instants near those at which clocks change, and any others. */
  const instants = fc.oneof(
    fc
      .constantFrom(
        '2010-11-07T03:00:00Z',
        '2011-03-13T03:31:00Z',
        '2010-03-04T15:00:00Z',
        '1970-01-01T00:00:00Z',
      )
      .chain((text) =>
        fc.integer({ min: -5_400, max: 5_400 }).map((second) => Date.parse(text) + second * 1000),
      ),
    fc.integer({ min: -3_000_000_000, max: 3_000_000_000 }).map((second) => second * 1000),
  );
  const seconds = fc.constantFrom(
    '',
    ':00',
    ':07',
    ':59',
    ':60',
    ':61',
    ':5',
    ':07.5',
    ':07,25',
    ':07.',
    '.5',
    ':07:10',
    ':07.5.5',
  );
  const offsets = fc.constantFrom(
    ...[
      '',
      'Z',
      'z',
      ' UTC',
      'UTC',
      '+00',
      '-03',
      '-0330',
      '+05:45',
      ' +02:00',
      '+05:07',
      '-00:59',
      '+24:00',
      '+3',
      '+03:',
      ' ',
      'ZZ',
      '+12:00:00',
      ' Z+03:00 more text',
    ],
  );
  const separators = fc.constantFrom('T', 'T', 'T', ' ', '_');
  const timestamps = fc
    .tuple(instants, separators, seconds, offsets)
    .map(([instant, separator, second, offset]) => {
      const text = new Date(instant).toISOString();
      return `${text.slice(0, 10)}${separator}${text.slice(11, 16)}${second}${offset}`;
    });
  const spoilt = fc
    .tuple(timestamps, fc.nat(30), fc.constantFrom('', '0', '9', '-', ':', '6', 'x'))
    .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));
  const days = fc.constantFrom(
    '2024-01-01',
    '2024-02-30',
    '2024-1-1',
    '',
    '24:00',
    '2024-01-01T',
    '2024-01-01T12',
  );
  const epochs = fc.oneof(
    instants.map((instant) => String(instant / 1000)),
    instants.map(String),
    instants.map((instant) => `${String(instant / 1000)}.5`),
    instants.map((instant) => `000${String(instant)}`),
    fc.constantFrom(
      '',
      '-',
      '-0',
      '+1',
      '.5',
      '1.',
      '1.0x',
      '1e9',
      '999999999999999',
      '1000000000000000',
      '253402300800',
      '1x',
      '0',
      '00',
    ),
  );

  const clocks = fc.constantFrom(
    '00:00:00',
    '23:59:60',
    '24:00:00',
    '12:60:00',
    '12:00:61',
    '1:02:03',
    '1x:02:03',
  );
  const inPattern = fc
    .tuple(instants, clocks, fc.constantFrom('', '', '', 'x', '0'))
    .map(
      ([instant, clock, more]) => dayFirst(`${new Date(instant).toISOString().slice(0, 10)}T${clock}`) + more,
    );

  it.each<[format: string, texts: fc.Arbitrary<string>]>([
    [
      'DD/MM/YYYY HH:mm:ss',
      fc.oneof(
        inPattern,
        inPattern.map((text) => text.replace('0', '')),
      ),
    ],
    ['MM/DD/YYYY HH:mm:ss', inPattern],
    ['DD/MM/YYYY HH:mm', inPattern.map((text) => text.slice(0, -3))],
    ['timestamp', fc.oneof({ weight: 6, arbitrary: timestamps }, spoilt, days)],
    ['unix_seconds', epochs],
    ['unix_millis', epochs],
  ])('of %s', (format, texts) => {
    holds(
      fc.property(fc.constantFrom(...ZONES), fc.array(texts, { maxLength: 40 }), (timeZone, list) => {
        expectBothAgree(format, timeZone, [...list, ...list]);
      }),
    );
  });
});
