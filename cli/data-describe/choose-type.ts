import { columnsNamed } from '../../logs/sniff/column-names';
import { knownType } from '../../logs/sniff/type-words';
import type { KnownType } from '../../logs/sniff/type-words';
import { toText } from '../../logs/sources/byte-text';
import { defaultTypes, TYPE_WORDS } from '../../logs/sources/source-types';
import type { SourceTypes, TypeWord } from '../../logs/sources/source-types';
import type { EventLogName } from '../../domain/logs';
import { decided } from './decision';
import type { Decided } from './decision';
import type { SampleColumn } from './sample-column';
import type { Table } from './table';

/** Values of a column of types; a column with more of them has another meaning. */
const MAX_VALUES = 60;
/** Share of the rows whose value is a known type, in a column whose name does not say that it is a type. */
const MIN_KNOWN_FRACTION = 0.9;
/** From this rank on, a name only ends in a name of the field. */
const PARTIAL_RANK = 10;

/** A column that says what happened. */
export interface TypeColumn {
  readonly name: string;
  readonly isNamed: boolean;
  /** What its values mean; undefined for an unknown one. */
  readonly meanings: ReadonlyMap<string, KnownType | undefined>;
}

/** What the values of a type mean for a log. */
const WORDS: Readonly<Record<EventLogName, Readonly<Record<KnownType, TypeWord>>>> = {
  ads_views: {
    impression: 'impression',
    view: 'impression',
    click: 'click',
    conversion: 'conversion',
    visit: 'ignored',
    other: 'ignored',
  },
  product_views: {
    view: 'view',
    visit: 'view',
    impression: 'ignored',
    click: 'ignored',
    conversion: 'ignored',
    other: 'ignored',
  },
};

/** How a word is written that is not in lower case. */
const CASES = [
  (word: string) => word.toUpperCase(),
  (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1),
];

/** Finds the column of types: by its name, or else by its values. */
export function findTypeColumn({ columns, isNamed }: Table): TypeColumn | undefined {
  const found = columns.flatMap((column) => {
    const meanings = meaningsOf(column);
    return meanings === undefined ? [] : [{ column, meanings }];
  });
  const named = isNamed
    ? columnsNamed(
        'type',
        found.map(({ column }) => column.name),
      )
    : [];
  for (const { name, rank } of named) {
    const meanings = found.find(({ column }) => column.name === name)?.meanings;
    const isKnown = [...(meanings?.values() ?? [])].some((meaning) => meaning !== undefined);
    if (meanings !== undefined && (isKnown || rank < PARTIAL_RANK)) return { name, isNamed: true, meanings };
  }
  const byValues = found.find(({ column, meanings }) => {
    const known = column.values.filter((value) => meanings.get(toText(value)) !== undefined).length;
    return known >= MIN_KNOWN_FRACTION * column.values.length;
  });
  return byValues === undefined
    ? undefined
    : { name: byValues.column.name, isNamed: false, meanings: byValues.meanings };
}

/** Decides what the values of a type mean for a log; values that are not known are left open, and rejected until they are described. */
export function chooseTypes(log: EventLogName, { name, meanings }: TypeColumn): Decided<SourceTypes>[] {
  const types: Partial<Record<TypeWord, string[]>> = {};
  for (const [value, meaning] of meanings) {
    if (meaning === undefined) continue;
    const word = WORDS[log][meaning];
    types[word] = [...(types[word] ?? []), value];
  }
  const unseen = wordsInOneCase(log, [...meanings.keys()]).filter(([word]) => types[word] === undefined);
  for (const [word, value] of unseen) types[word] = [value];
  const unknown = [...meanings].flatMap(([value, meaning]) => (meaning === undefined ? [value] : []));
  const decisions: Decided<SourceTypes>[] = [];
  const isDefault = Object.entries(types).every(([word, values]) =>
    values.every((value) => defaultTypes(log)[word as TypeWord]?.includes(value)),
  );
  if (!isDefault) {
    const isSure = [...meanings.values()].every((meaning) => meaning !== 'view' || log === 'product_views');
    const isOther = types.ignored !== undefined;
    const why = [
      isSure ? 'by the common meaning of the values' : '`view` is taken for an impression of an ad',
      ...(isOther ? ['ignored values are counted apart'] : []),
      ...(unseen.length > 0 ? [`no row read has ${unseen.map(([, value]) => value).join(' and ')}`] : []),
    ].join('; ');
    const ordered = Object.fromEntries(
      TYPE_WORDS.flatMap((word) => (types[word] === undefined ? [] : [[word, types[word]]])),
    );
    const chosen = Object.entries(ordered as Readonly<Record<string, string[]>>).map(
      ([word, values]) => `${values.join(' and ')}: ${word}`,
    );
    decisions.push(
      decided(
        isSure && !isOther && unseen.length === 0 ? 'certain' : 'guess',
        'types',
        ordered,
        chosen.join(', '),
        why,
      ),
    );
  }
  if (unknown.length > 0) {
    const values = unknown.map((value) => JSON.stringify(value)).join(', ');
    const why = `${name} has values of unknown meaning: ${values}; add each to one of impression, click, conversion, view and ignored`;
    decisions.push({
      decision: {
        member: 'types',
        chosen: null,
        sure: 'open',
        why,
        choices: [`"types": {"ignored": [${values}]}`],
      },
    });
  }
  return decisions;
}

/** The counted types of a log as values that are all in upper case, or all with a capital, write them: rare ones may not be in the rows read. */
function wordsInOneCase(log: EventLogName, values: readonly string[]): [word: TypeWord, value: string][] {
  const words = Object.keys(defaultTypes(log)) as TypeWord[];
  const own = values.filter((value) => words.some((word) => word === value.toLowerCase()));
  const write = CASES.find(
    (inCase) => own.length > 0 && own.every((value) => inCase(value.toLowerCase()) === value),
  );
  return write === undefined ? [] : words.map((word) => [word, write(word)]);
}

function meaningsOf({
  values,
  isTyped = false,
}: SampleColumn): Map<string, KnownType | undefined> | undefined {
  const distinct = new Set(values);
  if (isTyped || distinct.size === 0 || distinct.size > MAX_VALUES) return undefined;
  return new Map(Array.from(distinct, (value) => [toText(value), knownType(value)]));
}
