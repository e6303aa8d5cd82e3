import { createDayReader } from '../sources/day-reader';

/** What the days of a column are written in. */
export type DayForm =
  | {
      readonly kind: 'known';
      /** A format of descriptions. */
      readonly format: string;
      /** Values that are days in it. */
      readonly read: number;
      /** The first value that is a day in no other order of day and month, where the order was in question. */
      readonly decidedBy?: string;
    }
  /** Several orders of day and month fit every value. */
  | { readonly kind: 'open'; readonly formats: readonly string[] }
  | { readonly kind: 'none' };

/** Share of the values that must be days in a format. */
const MIN_READ_FRACTION = 0.9;
/** Years that logs of events are from; numbers outside of them are no days. */
const FIRST_YEAR = '1990';
const LAST_YEAR = '2099';
/** From here on, ten digits are rather a day and its hour: as seconds, they are of 2033 and later. */
const MAX_SECONDS = 2_000_000_000;
const MIN_SECONDS = 631_152_000;
/** Values from which the formats in question are taken. */
const SHAPES_OF = 200;

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
const OFFSET = /(?:Z|UTC|[+-]\d\d(?::?\d\d)?)$/;
const PARTS = /^(\d{1,4})([/. -])(\d{1,2})\2(\d{1,4})(?:([T ])\d{1,2}(:\d\d(:\d\d)?)?)?$/;

/** Finds the format that reads the values of a column, as byte strings; never decides between day first and month first without a value that does. */
export function findDayForm(values: readonly string[]): DayForm {
  if (values.length === 0) return { kind: 'none' };
  const formats = new Set(values.slice(0, SHAPES_OF).flatMap(formatsOfShape));
  const found = [...formats]
    .map((format) => {
      const readDay = createPlausibleReader(format);
      return { format, read: values.filter((value) => readDay(value)).length, readDay };
    })
    .filter(({ read }) => read >= MIN_READ_FRACTION * values.length)
    .sort((one, other) => other.read - one.read);
  const [best, second] = found;
  if (best === undefined) return { kind: 'none' };
  const { format, read } = best;
  if (second === undefined) {
    const reversed = reversedOf(format).map(createPlausibleReader);
    const decidedBy =
      reversed.length === 0
        ? undefined
        : values.find((value) => best.readDay(value) && !reversed.some((readDay) => readDay(value)));
    return { kind: 'known', format, read, ...(decidedBy !== undefined && { decidedBy }) };
  }
  const decidedBy = values.find((value) => best.readDay(value) && !second.readDay(value));
  if (read === values.length && second.read < read && decidedBy !== undefined) {
    return { kind: 'known', format, read, decidedBy };
  }
  return { kind: 'open', formats: found.map((one) => one.format) };
}

/** Tells whether a text is a day in any format that descriptions have. */
export function isDay(value: string): boolean {
  return formatsOfShape(value).some((format) => createPlausibleReader(format)(value));
}

/** Tells whether a timestamp says its offset from UTC. */
export function hasOffset(timestamp: string): boolean {
  return TIMESTAMP.test(timestamp) && OFFSET.test(timestamp);
}

/** The formats that a value may be in by its shape. */
function formatsOfShape(value: string): string[] {
  if (DATE.test(value)) return ['date'];
  if (TIMESTAMP.test(value)) return ['timestamp'];
  if (/^\d{10}(?:\.\d+)?$/.test(value)) return ['unix_seconds', 'YYYYMMDDHH'];
  if (/^\d{13}$/.test(value)) return ['unix_millis'];
  if (/^\d{12}$/.test(value)) return ['YYYYMMDDHHmm'];
  if (/^\d{14}$/.test(value)) return ['YYYYMMDDHHmmss'];
  if (/^\d{8}$/.test(value)) return ['YYYYMMDD', 'YYMMDDHH', 'DDMMYYYY', 'MMDDYYYY'];
  if (/^\d{6}$/.test(value)) return ['YYMMDD', 'DDMMYY', 'MMDDYY'];
  const [, first = '', by = '', , last = '', hourBy, minutes, seconds] = PARTS.exec(value) ?? [];
  const time = `${minutes === undefined ? '' : ':mm'}${seconds === undefined ? '' : ':ss'}`;
  const hour = hourBy === undefined ? '' : `${hourBy}HH${time}`;
  const orders =
    first.length === 4
      ? [['YYYY', 'MM', 'DD']]
      : last.length === 4
        ? [
            ['DD', 'MM', 'YYYY'],
            ['MM', 'DD', 'YYYY'],
          ]
        : [
            ['DD', 'MM', 'YY'],
            ['MM', 'DD', 'YY'],
            ['YY', 'MM', 'DD'],
          ];
  return by === '' ? [] : orders.map((parts) => parts.join(by) + hour);
}

/** The other orders of a pattern's day, month and year. */
function reversedOf(format: string): string[] {
  const by = /^(?:DD|MM|YY)([/. -])/.exec(format)?.[1];
  return by === undefined || format.startsWith('YYYY')
    ? []
    : ordersLike(format).filter((other) => other !== format);
}

function ordersLike(format: string): string[] {
  const digits = format.includes('YYYY') ? '2024' : '24';
  return formatsOfShape(format.replace(/YYYY|YY/, digits).replace(/DD|MM|HH|mm|ss/g, '11'));
}

function createPlausibleReader(format: string): (value: string) => boolean {
  const readDay = createDayReader(format, 'UTC');
  return (value) => {
    if (format === 'unix_seconds' && !(Number(value) >= MIN_SECONDS && Number(value) < MAX_SECONDS))
      return false;
    const year = readDay(value)?.slice(0, 4) ?? '';
    return year >= FIRST_YEAR && year <= LAST_YEAR;
  };
}
