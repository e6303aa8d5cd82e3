import fc from 'fast-check';
import { isCalendarDay } from '../../../domain/execution-date';
import { createDayReader, faultInDayFormat } from '../../../logs/sources/day-reader';
import { createDayOfInstant } from '../../../logs/sources/zone-days';
import { anyDay, holds, SEED } from '../../support/jest/property';

const BUENOS_AIRES = 'America/Argentina/Buenos_Aires';
const dayOf = (format: string, text: string, timeZone = 'UTC') =>
  createDayReader(format, timeZone)(Buffer.from(text).toString('latin1'));

describe('timestamp', () => {
  it.each([
    ['2026-11-29', '2026-11-29'],
    ['2026-11-29T23:30', '2026-11-29'],
    ['2026-11-29 23:30:00', '2026-11-29'],
    ['2026-11-29T23:30:00.123456789', '2026-11-29'],
    ['2026-11-29T23:30:00,5', '2026-11-29'],
    ['2026-11-29T23:30:00Z', '2026-11-29'],
    ['2026-11-29T02:59:59Z', '2026-11-28'],
    ['2026-11-29T03:00:00Z', '2026-11-29'],
    ['2026-11-29 02:59:59.9 UTC', '2026-11-28'],
    ['2026-11-29T23:59:60Z', '2026-11-29'],
    ['2026-11-29T23:30:00-03', '2026-11-29'],
    ['2026-11-29T23:30:00-0300', '2026-11-29'],
    ['2026-11-29T23:30:00-03:00', '2026-11-29'],
    ['2026-11-29T23:30:00 -03:00', '2026-11-29'],
    ['2026-11-29T23:30-04:00', '2026-11-30'],
    ['2026-11-29T00:30:00+05:45', '2026-11-28'],
  ])('%s is on %s in Buenos Aires', (text, day) => {
    expect(dayOf('timestamp', text, BUENOS_AIRES)).toBe(day);
  });

  it.each([
    '',
    '2026-11-29T',
    '2026-11-29T23',
    '2026-11-29T24:00:00Z',
    '2026-11-29T23:60:00Z',
    '2026-11-29T23:59:61Z',
    '2026-02-29T12:00:00Z',
    '2026-11-29T23:30:00.Z',
    '2026-11-29T23:30:00z',
    '2026-11-29T23:30:00+3',
    '2026-11-29T23:30:00+03:',
    '2026-11-29T23:30:00+03:000',
    '2026-11-29T23:30:00+24:00',
    '2026-11-29T23:30:00+03:60',
    '2026-11-29T23:30:00Z[America/Argentina/Buenos_Aires]',
    '2026-11-29T23:30:00 ',
    '2026-11-29_23:30:00',
    ' 2026-11-29T23:30:00',
    '20261129T233000Z',
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:00:00-05:00',
  ])('refuses %j', (text) => {
    expect(dayOf('timestamp', text)).toBeUndefined();
  });

  it('takes a text without an offset by the day that it says, also where clocks skip it', () => {
    expect(dayOf('timestamp', '2018-11-04T00:30:00', 'America/Sao_Paulo')).toBe('2018-11-04');
    expect(dayOf('timestamp', '2011-12-30T12:00:00', 'Pacific/Apia')).toBe('2011-12-30');
  });
});

describe('seconds and milliseconds since 1970', () => {
  it.each([
    ['unix_seconds', '0', '1970-01-01'],
    ['unix_seconds', '-1', '1969-12-31'],
    ['unix_seconds', '-0.5', '1969-12-31'],
    ['unix_seconds', '-0.0', '1970-01-01'],
    ['unix_seconds', '1796083199', '2026-11-30'],
    ['unix_seconds', '1796083199.999', '2026-11-30'],
    ['unix_seconds', '1796083200', '2026-12-01'],
    ['unix_millis', '1796083199999', '2026-11-30'],
    ['unix_millis', '1796083200000', '2026-12-01'],
    ['unix_millis', '-62135596800000', '0001-01-01'],
    ['unix_millis', '253402300799999', '9999-12-31'],
  ])('%s %s is on %s', (format, text, day) => {
    expect(dayOf(format, text)).toBe(day);
  });

  it.each([
    ['unix_seconds', ''],
    ['unix_seconds', '-'],
    ['unix_seconds', '+1'],
    ['unix_seconds', '1.'],
    ['unix_seconds', '.5'],
    ['unix_seconds', '1e9'],
    ['unix_seconds', ' 1'],
    ['unix_seconds', '1796083199999'],
    ['unix_seconds', '9999999999999999'],
    ['unix_millis', '-62135596800001'],
    ['unix_millis', '253402300800000'],
  ])('%s refuses %j', (format, text) => {
    expect(dayOf(format, text)).toBeUndefined();
  });
});

describe('patterns', () => {
  it.each([
    ['DD/MM/YYYY', '05/11/2026', '2026-11-05'],
    ['DD/MM/YYYY', '5/1/2026', '2026-01-05'],
    ['MM/DD/YY', '11/05/26', '2026-11-05'],
    ['YYMMDDHH', '14102100', '2014-10-21'],
    ['YYYYMMDD', '20240229', '2024-02-29'],
    ['YYYY-MM-DD HH', '2026-11-05 23', '2026-11-05'],
    ['MM/DD/YYYY HH:mm', '11/7/2017 9:05', '2017-11-07'],
    ['DD.MM.YYYY, HH:mm:ss', '31.12.2026, 23:59:60', '2026-12-31'],
    ['YYYYMMDDHHmmss', '20261105235959', '2026-11-05'],
    ['YYYY-MM-DD comma', '2026-11-05 comma', '2026-11-05'],
    ['dt YYYY年MM月DD日', 'dt 2026年11月05日', '2026-11-05'],
  ])('%s reads %s', (format, text, day) => {
    expect(faultInDayFormat(format)).toBeUndefined();
    expect(dayOf(format, text)).toBe(day);
  });

  it.each([
    ['DD/MM/YYYY', '11/25/2026'],
    ['DD/MM/YYYY', '5/111/2026'],
    ['DD/MM/YYYY', '/11/2026'],
    ['DDMM-YYYY', '511-2026'],
    ['DD/MM/YYYY', '05/11/2026 '],
    ['DD/MM/YYYY', '05-11-2026'],
    ['YYYYMMDD', '20230229'],
    ['YYMMDDHH', '14102124'],
    ['YYMMDDHH', '141021x0'],
    ['YYYYMMDD', '2024 229'],
    ['MM/DD/YYYY HH:mm', '11/7/2017 9:60'],
    ['MM/DD/YYYY HH:mm', '11/7/2017 9:30:00'],
    ['MM/DD/YYYY HH:mm:ss', '11/7/2017 9:30:61'],
    ['MM/DD/YYYY HH:mm', '11/7/2017'],
  ])('%s refuses %j', (format, text) => {
    expect(dayOf(format, text)).toBeUndefined();
  });

  it.each([
    ['', 'YYYY and YY'],
    ['yyyy-mm-dd', 'YYYY and YY'],
    ['YYYYYY-MM-DD', 'YYYY and YY'],
    ['YYYY-DD', 'MM once'],
    ['YYYY-MM-MM-DD', 'MM once'],
    ['MM/YYYY', 'DD once'],
    ['YYYY-MM-DD HH HH', 'HH more than once'],
    ['YYYY-MM-DD H', 'has H'],
    ['YYYYY-MM-DD', 'has Y'],
    ['YYYY-MM-DD HH:mm:mm', 'mm more than once'],
    ['YYYY-MM-DD mm', 'mm without HH'],
    ['YYYY-MM-DD HH:ss', 'ss without mm'],
    ['YYYY-MM-DD hh:mm', 'has hh'],
  ])('refuses the pattern %j', (format, fault) => {
    expect(faultInDayFormat(format)).toContain(fault);
  });
});

describe(`days (seed ${SEED})`, () => {
  const zones = Intl.supportedValuesOf('timeZone');
  const anyInstant = fc.oneof(
    fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2040, 0, 1) }),
    fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(1981, 0, 1) }),
    fc.integer({ min: Date.UTC(2, 0, 1), max: Date.UTC(9999, 0, 1) }),
  );

  it('are those of Intl for any instant in any zone', () => {
    holds(
      fc.property(
        fc.constantFrom(...zones),
        fc.array(anyInstant, { minLength: 1, maxLength: 20 }),
        (timeZone, instants) => {
          const dayOfInstant = createDayOfInstant(timeZone);
          // Swedish writes days as ISO 8601 does.
          const format = new Intl.DateTimeFormat('sv-SE', { timeZone });
          for (const instant of instants) {
            const day = format.format(instant).padStart(10, '0');
            expect([instant, dayOfInstant(instant)]).toEqual([instant, day]);
            expect(dayOfInstant(instant)).toBe(day);
          }
        },
      ),
    );
  });

  it('are those of Intl in every quarter hour around a change of clocks', () => {
    for (const timeZone of zones) {
      const dayOfInstant = createDayOfInstant(timeZone);
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone });
      for (let instant = Date.UTC(2011, 11, 29); instant < Date.UTC(2012, 0, 2); instant += 900_000) {
        if (dayOfInstant(instant) !== format.format(instant)) throw new Error(`${timeZone} ${instant}`);
      }
    }
  });

  it.each([
    ['America/Goose_Bay', '1987-10-25T02:55:00Z'],
    ['America/St_Johns', '2006-10-29T02:25:00Z'],
    ['Antarctica/Casey', '2022-10-01T15:55:00Z'],
    ['Africa/Monrovia', '1972-01-06T23:55:00Z'],
    ['Europe/Amsterdam', '1930-01-01T23:35:00Z'],
  ])('of %s are those of Intl where a day ends within a quarter hour, from %s on', (timeZone, from) => {
    const dayOfInstant = createDayOfInstant(timeZone);
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone });
    const instants = Array.from({ length: 1200 }, (_, second) => Date.parse(from) + second * 1000);
    expect(instants.map(dayOfInstant)).toEqual(instants.map((instant) => format.format(instant)));
  });

  it('of seconds, milliseconds and timestamps of one instant are one day', () => {
    holds(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }),
        fc.integer({ min: -14 * 60, max: 14 * 60 }),
        (timeZone, seconds, offset) => {
          const day = createDayOfInstant(timeZone)(seconds * 1000);
          const local = new Date((seconds + offset * 60) * 1000).toISOString().slice(0, 19);
          const [sign, ahead] = [offset < 0 ? '-' : '+', Math.abs(offset)];
          const two = (number: number) => String(number).padStart(2, '0');
          const text = `${local}${sign}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
          expect(dayOf('unix_seconds', String(seconds), timeZone)).toBe(day);
          expect(dayOf('unix_millis', String(seconds * 1000), timeZone)).toBe(day);
          expect(dayOf('timestamp', text, timeZone)).toBe(day);
        },
      ),
    );
  });

  it('as dates are the real ones, also when texts come again', () => {
    const read = createDayReader('date', 'UTC');
    const text = fc.oneof(anyDay(), fc.stringMatching(/^[0-9]{4}-[0-3][0-9]-[0-3][0-9]$/), fc.string());
    holds(
      fc.property(text, (day) => {
        const wanted = isCalendarDay(day) ? day : undefined;
        expect([read(day), read(day)]).toEqual([wanted, wanted]);
      }),
      2000,
    );
  });
});
