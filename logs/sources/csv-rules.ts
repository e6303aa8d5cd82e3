import { nearestName } from './nearest-name';
import { toBytes } from './byte-text';
import type { ReadableEntry } from './readable-entry';
import type { SourceFault } from './source-types';

/** What is wrong with `csv`, and with columns that its header does not have. */
export function csvRules({ at, format, csv, columns, written }: ReadableEntry): SourceFault[] {
  const path = `${at}.csv`;
  const faults: SourceFault[] = [];
  if (written.has('csv') && format !== undefined && format !== 'csv') {
    faults.push({ path, fault: `is given for ${format}`, remedy: 'remove it, or `format`' });
  }
  const { delimiter, header } = csv ?? {};
  if (delimiter !== undefined && (toBytes(delimiter).length !== 1 || /["\r\n]/.test(delimiter))) {
    faults.push({
      path: `${path}.delimiter`,
      fault: `is ${JSON.stringify(delimiter)}`,
      remedy: 'write one ASCII character that is neither a quote nor a line end, such as ";" or "\\t"',
    });
  }
  if (header === undefined) return faults;
  if (header.length === 0) {
    const empty = { path: `${path}.header`, fault: 'is empty', remedy: 'name the columns, or remove it' };
    return [...faults, empty];
  }
  for (const [index, name] of header.entries()) {
    if (name === '' || header.indexOf(name) === index) continue;
    const fault = `is ${JSON.stringify(name)}, which the header has already`;
    const remedy = 'give each column another name, or "" if it is not needed';
    faults.push({ path: `${path}.header[${index}]`, fault, remedy });
  }
  for (const [field, source] of columns ?? []) {
    const column = typeof source === 'string' ? source : source.column;
    if (column === undefined || column === '' || header.includes(column)) continue;
    const near = nearestName(column, header);
    const fault = `is ${JSON.stringify(column)}, which \`csv.header\` does not name`;
    const remedy = near === undefined ? 'name it there' : `did you mean ${near}?`;
    faults.push({
      path: `${at}.columns.${field}${typeof source === 'string' ? '' : '.column'}`,
      fault,
      remedy,
    });
  }
  return faults;
}
