import type { FormatName } from '../../logs/sources/source-types';
import type { Decision } from './decision';
import type { Sample } from './sample';

/** The members of an entry that say how its objects are written. */
export interface WrittenForm {
  readonly format?: FormatName;
  readonly csv?: { readonly delimiter?: string; readonly header?: readonly string[] };
}

/** How the objects of a group are written: the members of their entry that say so, and why. */
export interface EntryForm {
  readonly entry: WrittenForm;
  readonly decisions: readonly Decision[];
}

/** Decides on `format` and `csv` by the samples of a group. */
export function formOf(samples: readonly Sample[]): EntryForm {
  const [first] = samples;
  if (first === undefined) return { entry: {}, decisions: [] };
  const { format, formatByContent, csv } = first;
  const decisions: Decision[] = [
    {
      member: 'format',
      chosen: format,
      sure: formatByContent ? 'guess' : 'certain',
      why: formatByContent ? 'by the content; the name does not say so' : 'by the name',
    },
  ];
  const different = samples.find((one) => signatureOf(one) !== signatureOf(first));
  if (different !== undefined) {
    const why = `${different.key} is written in another way than ${first.key}: ${formIn(different)} instead of ${formIn(first)}; give each of them an entry`;
    decisions.push({ member: 'objects', chosen: null, sure: 'open', why, choices: [] });
  }
  const options: { delimiter?: string; header?: readonly string[] } = {};
  if (csv !== undefined) {
    const { delimiter, delimiterIsCertain, delimiterWhy, header, headerIsCertain, headerWhy, names } = csv;
    if (delimiter !== ',') options.delimiter = delimiter;
    if (header === 'none') options.header = names;
    decisions.push(
      {
        member: 'csv.delimiter',
        chosen: nameOf(delimiter),
        sure: delimiterIsCertain ? 'certain' : 'guess',
        why: delimiterWhy,
      },
      {
        member: 'csv.header',
        chosen: header === 'none' ? 'none: the names are made up' : 'the names of the columns',
        sure: headerIsCertain ? 'certain' : 'guess',
        why: headerWhy,
      },
    );
  }
  return {
    entry: {
      ...(formatByContent && { format }),
      ...(Object.keys(options).length > 0 && { csv: options }),
    },
    decisions,
  };
}

/** What objects of one entry must have in common. */
export function signatureOf({ format, csv, columns }: Sample): string {
  const names = format === 'jsonl' ? [] : columns.map(({ name }) => name).sort();
  return JSON.stringify([format, csv?.delimiter, csv?.header, names]);
}

function formIn({ format, csv, columns }: Sample): string {
  const names = columns.slice(0, 5).map(({ name }) => name);
  return `${format}${csv === undefined ? '' : ` by ${nameOf(csv.delimiter)}`} with ${names.join(', ')}`;
}

function nameOf(delimiter: string): string {
  if (delimiter === '\t') return 'a tab';
  return delimiter === ' ' ? 'a space' : delimiter;
}
