import Papa from 'papaparse';
import { toText } from '../sources/byte-text';
import { isKnownName } from './column-names';
import { isDay } from './day-forms';
import { DELIMITER_LINE, looksLikeRow } from './header-hint';

/** How a CSV is written, by its first rows. */
export interface CsvForm {
  readonly delimiter: string;
  /** What says the delimiter, in words. */
  readonly delimiterWhy: string;
  /** Whether the delimiter is certain. */
  readonly delimiterIsCertain: boolean;
  readonly names: readonly string[];
  /** Where the names are: in the first record, in a comment `#Fields`, or nowhere: then they are made up. */
  readonly header: 'record' | 'comment' | 'none';
  readonly headerWhy: string;
  readonly headerIsCertain: boolean;
  /** The records after the header, as byte strings. */
  readonly rows: readonly (readonly string[])[];
}

const FIELDS_COMMENT = /^#fields:\s*(.*?)\s*$/i;
const DELIMITERS = [',', ';', '\t', '|'];
/** Lines that may come before the records. */
const MAX_COMMENTS = 50;

/** Finds the delimiter, the header and the first rows of a CSV, whose last line may be cut off. Undefined for a text without a record. */
export function findCsvForm(text: string, maxRows: number): CsvForm | undefined {
  const { rest, told, fields } = skipComments(text);
  if (rest === '') return undefined;
  const guess = told ?? guessDelimiter(rest, fields !== undefined);
  const { data } = Papa.parse<string[]>(rest, {
    delimiter: guess.delimiter,
    preview: maxRows + 1,
    skipEmptyLines: true,
  });
  const [first = []] = data;
  const delimiter = {
    delimiter: guess.delimiter,
    delimiterWhy: guess.why,
    delimiterIsCertain: guess.isCertain,
  };
  if (fields !== undefined) {
    const names = fields.split(/\s+/).map(toText);
    const why = 'a comment `#Fields` names the columns';
    return { ...delimiter, names, header: 'comment', headerWhy: why, headerIsCertain: true, rows: data };
  }
  const { header, why, isCertain } = findHeader(data);
  return {
    ...delimiter,
    names: header === 'record' ? first.map(toText) : first.map((_, index) => `column_${String(index + 1)}`),
    header,
    headerWhy: why,
    headerIsCertain: isCertain,
    rows: header === 'record' ? data.slice(1) : data,
  };
}

interface Guess {
  readonly delimiter: string;
  readonly why: string;
  readonly isCertain: boolean;
}

function skipComments(text: string): { rest: string; told: Guess | undefined; fields: string | undefined } {
  let rest = text;
  let told: Guess | undefined;
  let fields: string | undefined;
  for (let lines = 0; lines < MAX_COMMENTS; lines++) {
    const line = /^[^\r\n]*/.exec(rest)?.[0] ?? '';
    const delimiter = DELIMITER_LINE.exec(line)?.[1];
    if (!line.startsWith('#') && delimiter === undefined && (line !== '' || rest === '')) break;
    if (delimiter !== undefined) told = { delimiter, why: `the first line is \`${line}\``, isCertain: true };
    fields ??= FIELDS_COMMENT.exec(line)?.[1];
    rest = rest.slice(line.length).replace(/^\r?\n|^\r/, '');
  }
  return { rest, told, fields };
}

function guessDelimiter(text: string, hasFields: boolean): Guess {
  const { meta, data } = Papa.parse<string[]>(text, {
    delimitersToGuess: hasFields ? ['\t', ' ', ','] : DELIMITERS,
    preview: 50,
    skipEmptyLines: true,
  });
  const widths = new Set(data.map((row) => row.length));
  const isCertain = widths.size === 1 && !widths.has(1);
  const why = isCertain
    ? `every row read has ${String(data[0]?.length ?? 0)} fields by it`
    : widths.has(1) && widths.size === 1
      ? 'no row has another delimiter'
      : 'most rows have as many fields by it';
  return { delimiter: meta.delimiter, why, isCertain: isCertain || (widths.has(1) && widths.size === 1) };
}

function findHeader(rows: readonly (readonly string[])[]): {
  header: 'record' | 'none';
  why: string;
  isCertain: boolean;
} {
  const [first = [], ...others] = rows;
  const known = first.map(toText).find(isKnownName);
  if (looksLikeRow(first)) {
    return {
      header: 'none',
      why: 'the first record has a number or a day, as values do',
      isCertain: known === undefined || first.some(isDay),
    };
  }
  if (known !== undefined) {
    return { header: 'record', why: `the first record has a known name: ${known}`, isCertain: true };
  }
  const isAlike =
    others.length > 0 &&
    first.some(
      (cell, column) => /\d/.test(cell) && others.every((row) => shapeOf(row[column]) === shapeOf(cell)),
    );
  if (isAlike) {
    return {
      header: 'none',
      why: 'the first record has a value of the same form as all below it',
      isCertain: false,
    };
  }
  const recurs = first.some((cell, column) => cell !== '' && others.some((row) => row[column] === cell));
  if (recurs) {
    return { header: 'none', why: 'values of the first record occur again below', isCertain: false };
  }
  return { header: 'record', why: 'no value of the first record occurs again below', isCertain: false };
}

/** The form of a value: which of its characters are digits, small and capital letters. */
function shapeOf(value = ''): string {
  return value.replace(/\d/g, '9').replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A');
}
