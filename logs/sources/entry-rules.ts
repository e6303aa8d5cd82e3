import { csvRules } from './csv-rules';
import { fieldRules } from './field-rules';
import { objectFormat } from './object-format';
import type { ReadableEntry } from './readable-entry';
import { FORMAT_NAMES, plainColumns, SOURCE_COUNTERS } from './source-types';
import type { FormatName, SourceFault } from './source-types';

/** Where every object of a log lies. */
const INPUT = 'input/';

/** What is wrong with an entry beyond its schema. */
export function entryRules(entry: ReadableEntry): SourceFault[] {
  return [
    ...objectsRules(entry),
    ...csvRules(entry),
    ...countingRules(entry),
    ...typesRules(entry),
    ...fieldRules(entry),
  ];
}

function objectsRules({ at, objects, format, written }: ReadableEntry): SourceFault[] {
  const path = `${at}.objects`;
  if (written.has('table')) {
    const table = {
      path: `${at}.table`,
      fault: 'is a table, and this version counts objects only: COUNTING_ENGINE is not built yet',
      remedy: 'export the table as Parquet below input/, and describe it with `objects`',
    };
    const both = { path, fault: 'is given beside `table`', remedy: 'keep one of them' };
    return written.has('objects') ? [table, both] : [table];
  }
  if (!written.has('objects')) {
    return [{ path, fault: 'is missing', remedy: 'add it: a glob over keys, such as "input/visits/**"' }];
  }
  if (objects === undefined) return [];
  if (!objects.startsWith(INPUT) || objects === INPUT) {
    return [
      { path, fault: `is ${JSON.stringify(objects)}`, remedy: `begin it with ${INPUT}, where all logs lie` },
    ];
  }
  if (objects.endsWith('/')) {
    return [{ path, fault: 'ends with `/`, as no object does', remedy: `write ${objects}**` }];
  }
  const reason = noFormat(objects, format, written.has('format'));
  if (reason === undefined) return [];
  return [{ path, fault: reason, remedy: `add "format": one of ${FORMAT_NAMES.join(', ')}` }];
}

/** Why every key of a glob has no format; undefined where some may have one. */
function noFormat(objects: string, format: FormatName | undefined, hasFormat: boolean): string | undefined {
  const last = objects.slice(objects.lastIndexOf('/') + 1);
  const tail = last.slice(last.lastIndexOf('*') + 1);
  const isOpen = last.includes('*') && !tail.replace(/\.(gz|zst)$/i, '').includes('.');
  if (hasFormat && format === undefined) return undefined;
  const found = objectFormat(objects, format);
  return typeof found === 'string' && !(isOpen && format === undefined) ? found : undefined;
}

function countingRules({ log, at, columns }: ReadableEntry): SourceFault[] {
  if (columns === undefined) return [];
  const counters = SOURCE_COUNTERS[log].filter((counter) => columns.has(counter));
  if (counters.length > 0 && columns.has('type')) {
    return [
      {
        path: `${at}.columns.type`,
        fault: `is given beside ${counters.join(' and ')}`,
        remedy: 'keep `type` where a row is one event, and columns of counts where it is a sum',
      },
    ];
  }
  if (counters.length > 0 || columns.has('type') || log !== 'ads_views') return [];
  return [
    {
      path: `${at}.columns`,
      fault: 'says neither a type nor counts',
      remedy: `add \`type\`, or columns of counts: ${SOURCE_COUNTERS[log].join(', ')}`,
    },
  ];
}

function typesRules({ log, at, columns, types, written }: ReadableEntry): SourceFault[] {
  if (types === undefined) return [];
  const path = `${at}.types`;
  const hasType = columns === undefined ? 'type' in plainColumns(log) : columns.has('type');
  const faults: SourceFault[] = hasType
    ? []
    : [{ path, fault: 'is given without a `type`', remedy: 'add `type` to `columns`, or remove `types`' }];
  const meant = new Map<string, string>();
  for (const [word, values] of Object.entries(types)) {
    for (const [index, value] of values.entries()) {
      const before = meant.get(value);
      if (before === undefined) meant.set(value, word);
      else
        faults.push({
          path: `${path}.${word}[${index}]`,
          fault: `is ${JSON.stringify(value)}, which ${before} has already`,
          remedy: 'a value means one thing: keep one of them',
        });
    }
  }
  // Of values that the schema refuses it has told already.
  const isReadable = Object.keys(written.get('types') ?? {}).length === Object.keys(types).length;
  if (meant.size === 0 && isReadable)
    faults.push({ path, fault: 'names no value', remedy: 'add values, or remove it' });
  return faults;
}
