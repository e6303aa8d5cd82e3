import type { SchemaElement } from 'hyparquet';
import { UNITS_PER_SECOND } from './time-texts';
import type { TimeUnit } from './time-texts';

/** What the values of a column are. */
export type ColumnKind =
  | { readonly kind: 'text' | 'uuid' | 'boolean' | 'double' | 'float' | 'date' | 'nulls' | 'other' }
  | { readonly kind: 'integer'; readonly isSigned: boolean }
  | { readonly kind: 'decimal'; readonly scale: number }
  /** `unit` is absent for INT96. */
  | { readonly kind: 'timestamp'; readonly unit?: TimeUnit; readonly isInstant: boolean };

const TEXT_TYPES = ['STRING', 'ENUM', 'JSON'];
const TEXT_CONVERTED = ['UTF8', 'ENUM', 'JSON'];

/** Tells what the values of a column are, by its type and annotations. */
export function kindOf(element: SchemaElement): ColumnKind {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (logical?.type === 'NULL') return { kind: 'nulls' };
  if (logical?.type === 'DECIMAL' || converted === 'DECIMAL') {
    return { kind: 'decimal', scale: element.scale ?? 0 };
  }
  switch (type) {
    case 'BOOLEAN':
      return { kind: 'boolean' };
    case 'DOUBLE':
      return { kind: 'double' };
    case 'FLOAT':
      return { kind: 'float' };
    case 'INT96':
      return { kind: 'timestamp', isInstant: true };
    case 'BYTE_ARRAY':
      return { kind: isText(logical?.type, converted) ? 'text' : 'other' };
    case 'FIXED_LEN_BYTE_ARRAY':
      if (logical?.type === 'UUID') return { kind: 'uuid' };
      return { kind: isText(logical?.type, converted) ? 'text' : 'other' };
    case 'INT32':
    case 'INT64':
      return kindOfWhole(element);
    case undefined:
    default:
      return { kind: 'other' };
  }
}

/** Bytes without an annotation are text as well: Spark and Impala once wrote texts so. */
function isText(logical: string | undefined, converted: string | undefined): boolean {
  if (logical !== undefined) return TEXT_TYPES.includes(logical);
  return converted === undefined || TEXT_CONVERTED.includes(converted);
}

function kindOfWhole({ converted_type: converted, logical_type: logical }: SchemaElement): ColumnKind {
  if (logical?.type === 'DATE' || converted === 'DATE') return { kind: 'date' };
  if (logical?.type === 'TIMESTAMP') {
    return { kind: 'timestamp', unit: logical.unit, isInstant: logical.isAdjustedToUTC };
  }
  // The older annotation is for instants. Writers of zoneless times add the newer one.
  if (converted === 'TIMESTAMP_MILLIS') return { kind: 'timestamp', unit: 'MILLIS', isInstant: true };
  if (converted === 'TIMESTAMP_MICROS') return { kind: 'timestamp', unit: 'MICROS', isInstant: true };
  if (logical?.type === 'TIME' || converted?.startsWith('TIME_') === true) return { kind: 'other' };
  if (logical?.type === 'INTEGER') return { kind: 'integer', isSigned: logical.isSigned };
  return { kind: 'integer', isSigned: converted?.startsWith('UINT_') !== true };
}

/** The units of a timestamp in a second. */
export function unitsPerSecond(unit: TimeUnit): number {
  return UNITS_PER_SECOND[unit];
}

/** The type of a column as people write it, e.g. `DECIMAL(18,2)`. */
export function typeName(element: SchemaElement): string {
  const { type, converted_type: converted, logical_type: logical } = element;
  const kind = kindOf(element);
  if (kind.kind === 'decimal') return `DECIMAL(${String(element.precision ?? '?')},${String(kind.scale)})`;
  if (kind.kind === 'timestamp' && kind.unit !== undefined) return `TIMESTAMP(${kind.unit})`;
  if (kind.kind === 'text' && type === 'BYTE_ARRAY') return 'STRING';
  return logical?.type ?? converted ?? type ?? 'a group';
}
