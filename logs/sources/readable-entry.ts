import { csvSchema, dayFieldSchema, valuesSchema } from './source-schema';
import type { WrittenEntry, WrittenField } from './source-schema';
import { FORMAT_NAMES, SOURCE_FIELDS, typeWordsOf } from './source-types';
import type { FieldName, FormatName, SourceLog, SourceTypes } from './source-types';

/** The members of an entry that are of the right kind; the schema tells of the others. */
export interface ReadableEntry {
  readonly log: SourceLog;
  readonly at: string;
  readonly objects: string | undefined;
  readonly format: FormatName | undefined;
  readonly csv: WrittenEntry['csv'];
  /** Undefined where the entry has no `columns`. */
  readonly columns: ReadonlyMap<FieldName, WrittenField> | undefined;
  /** Undefined where the entry has no `types`. */
  readonly types: SourceTypes | undefined;
  readonly written: ReadonlyMap<string, unknown>;
}

/** Takes the members of an entry that are of the right kind. */
export function readableEntry(log: SourceLog, at: string, value: unknown): ReadableEntry {
  const written = membersOf(value);
  const format = FORMAT_NAMES.find((each) => each === written.get('format'));
  const objects = written.get('objects');
  const fields = Object.values(SOURCE_FIELDS[log]).flat<readonly (readonly FieldName[])[]>();
  const columns = membersOf(written.get('columns'));
  const types = membersOf(written.get('types'));
  return {
    log,
    at,
    objects: typeof objects === 'string' ? objects : undefined,
    format,
    csv: csvSchema.safeParse(written.get('csv')).data,
    columns: written.has('columns')
      ? new Map(
          fields.flatMap((name) => {
            const field = dayFieldSchema.safeParse(columns.get(name)).data;
            return field === undefined ? [] : [[name, field]];
          }),
        )
      : undefined,
    types: written.has('types')
      ? Object.fromEntries(
          typeWordsOf(log).flatMap((word) => {
            const values = valuesSchema.safeParse(types.get(word)).data;
            return values === undefined ? [] : [[word, values]];
          }),
        )
      : undefined,
    written,
  };
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [],
  );
}
