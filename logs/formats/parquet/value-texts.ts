import type { SchemaElement } from 'hyparquet';
import type { WantedColumn } from '../../sources/row-types';
import { kindOf, typeName, unitsPerSecond } from './column-kinds';
import type { ColumnKind } from './column-kinds';
import { createDayText, createSecondText, secondsOf, secondsOfInt96 } from './time-texts';

/** A value as Parquet's plain encoding has it. */
export type PlainValue = number | bigint | boolean | Uint8Array;
/** Makes the text of a value, as a byte string. */
export type TextOf = (value: PlainValue) => string;

/** Which kinds of columns a use takes, and how that is said. */
const USES: Readonly<
  Record<WantedColumn['use'], { kinds: readonly ColumnKind['kind'][]; takes: string; write: string }>
> = {
  id: {
    kinds: ['text', 'uuid', 'integer', 'nulls'],
    takes: 'ids are text or whole numbers',
    write: 'STRING or INT64',
  },
  type: {
    kinds: ['text', 'uuid', 'integer', 'boolean', 'nulls'],
    takes: 'types are text, whole numbers or booleans',
    write: 'STRING',
  },
  day: {
    kinds: ['text', 'integer', 'double', 'decimal', 'date', 'timestamp', 'nulls'],
    takes: 'days are dates, timestamps, text or numbers',
    write: 'DATE or TIMESTAMP',
  },
  count: {
    kinds: ['text', 'integer', 'decimal', 'double', 'float', 'boolean', 'nulls'],
    takes: 'counts are whole numbers',
    write: 'INT64',
  },
};

/** Why a column cannot be used so, in words that follow the object's key; undefined if it can. */
export function faultInUse({ name, use }: WantedColumn, element: SchemaElement): string | undefined {
  const { kinds, takes, write } = USES[use];
  if (kinds.includes(kindOf(element).kind)) return undefined;
  return `column \`${name}\` is ${typeName(element)}, but ${takes}; write it as ${write}`;
}

/** Makes texts of the values of a column. Floats, decimals and booleans are written so that only whole ones are a count. */
export function createTextOf(element: SchemaElement, use: WantedColumn['use']): TextOf {
  const kind = kindOf(element);
  switch (kind.kind) {
    case 'uuid':
      return (value) => uuidText(value as Uint8Array);
    case 'integer':
      return kind.isSigned
        ? String
        : (value) => String(typeof value === 'bigint' ? BigInt.asUintN(64, value) : Number(value) >>> 0);
    case 'decimal':
      return (value) => decimalText(value as number | bigint | Uint8Array, kind.scale);
    case 'boolean':
      return use === 'count' ? (value) => (value === true ? '1' : '0') : String;
    case 'date': {
      const dayText = createDayText();
      return (value) => dayText(Number(value));
    }
    case 'timestamp': {
      const secondText = createSecondText(kind.isInstant);
      if (kind.unit === undefined) return (value) => secondText(secondsOfInt96(value as bigint));
      const units = unitsPerSecond(kind.unit);
      return (value) => secondText(secondsOf(value as number | bigint, units));
    }
    case 'text':
      return (value) => Buffer.from(value as Uint8Array).toString('latin1');
    case 'double':
    case 'float':
    case 'nulls':
    case 'other':
      return String;
  }
}

function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** All digits: the library makes a double of a decimal. */
function decimalText(value: number | bigint | Uint8Array, scale: number): string {
  const unscaled = value instanceof Uint8Array ? bigEndian(value) : BigInt(value);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function bigEndian(bytes: Uint8Array): bigint {
  return bytes.length === 0
    ? 0n
    : BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}
