import { decodeId } from '../../domain/record-validation';
import { toBytes } from './byte-text';
import { createDayReader, DAY_FORMATS, faultInDayFormat } from './day-reader';
import type { ReadableEntry } from './readable-entry';
import { readCount } from './read-count';
import type { WrittenField } from './source-schema';
import { defaultTypes, isDayField } from './source-types';
import type { FieldName, SourceFault } from './source-types';

const KINDS = ['column', 'value', 'path'] as const;

/** What is wrong with the fields of an entry, each for itself. */
export function fieldRules(entry: ReadableEntry): SourceFault[] {
  return Array.from(entry.columns ?? []).flatMap(([name, field]) =>
    typeof field === 'string'
      ? emptyName(`${entry.at}.columns.${name}`, field)
      : oneField(entry, name, field),
  );
}

function oneField(
  entry: ReadableEntry,
  name: FieldName,
  field: Exclude<WrittenField, string>,
): SourceFault[] {
  const path = `${entry.at}.columns.${name}`;
  const kinds = KINDS.filter((kind) => field[kind] !== undefined);
  if (kinds.length !== 1) {
    const fault =
      kinds.length === 0 ? 'does not say where it comes from' : `has ${kinds.join(' and ')} at once`;
    return [{ path, fault, remedy: 'give it one of column, value and path' }];
  }
  const faults = [
    ...emptyName(`${path}.column`, field.column),
    ...emptyName(`${path}.path`, field.path),
    ...partitionName(`${path}.path`, field.path),
  ];
  const { format } = field;
  if (format !== undefined && isDayField(name)) {
    const fault = faultInDayFormat(format);
    if (fault !== undefined) {
      const remedy = `write ${DAY_FORMATS.join(', ')}, or a pattern such as DD/MM/YYYY or MM/DD/YYYY HH:mm; ISO 8601 is \`timestamp\``;
      return [...faults, { path: `${path}.format`, fault, remedy }];
    }
  }
  if (field.value === undefined) return faults;
  const reason = faultInConstant(entry, name, String(field.value), format ?? 'date');
  if (reason === undefined) return faults;
  const fault = `is ${JSON.stringify(field.value)}, ${reason}`;
  return [...faults, { path: `${path}.value`, fault, remedy: 'correct it, or give a column' }];
}

function emptyName(path: string, name: string | undefined): SourceFault[] {
  return name === '' ? [{ path, fault: 'is empty', remedy: 'give a name' }] : [];
}

function partitionName(path: string, name: string | undefined): SourceFault[] {
  return name !== undefined && /[=/]/.test(name)
    ? [
        {
          path,
          fault: `is ${JSON.stringify(name)}`,
          remedy: 'give the name of the partition only, without its value',
        },
      ]
    : [];
}

/** Why no row can have a constant, in words that follow it. */
function faultInConstant(
  { log, types }: ReadableEntry,
  name: FieldName,
  value: string,
  format: string,
): string | undefined {
  const bytes = toBytes(value);
  if (name === 'advertiser_id' || name === 'product_id') {
    const id = decodeId(bytes);
    return 'reason' in id ? `which is no id: ${id.reason}` : undefined;
  }
  if (name === 'type') {
    const isKnown = Object.values(types ?? defaultTypes(log)).some((values) => values.includes(value));
    return isKnown ? undefined : `which is none of the values of \`types\``;
  }
  if (isDayField(name)) {
    if (name !== 'date' && value === '') return undefined;
    const day = createDayReader(format, 'UTC')(bytes);
    return day === undefined ? `which is no day in the format ${format}` : undefined;
  }
  return readCount(bytes) < 0 ? 'which is no whole number' : undefined;
}
