import { z } from 'zod';
import { isDayField, FORMAT_NAMES, SOURCE_FIELDS, typeWordsOf } from './source-types';
import type { FieldName, SourceLog, SourceTypes } from './source-types';

/** What the error of an unknown member says: what it is a member of, and the members that there are. */
export interface UnknownMember {
  readonly of: string;
  readonly members: readonly string[];
}

const WORDS = {
  advertiser_id: 'the id of the advertiser',
  product_id: 'the id of the product',
  type: 'what happened; `types` says which values mean what. Not together with columns of counts',
  date: 'the day of the event',
  from: 'the first day on which the product is left out; none if empty',
  to: 'the last day on which the product is left out; none if empty',
  views: 'product views that the row adds: whole numbers',
  impressions: 'impressions that the row adds: whole numbers',
  clicks: 'clicks that the row adds: whole numbers',
  conversions: 'conversions that the row adds: whole numbers',
} as const satisfies Record<FieldName, string>;

const EXACTLY_ONE = (...names: string[]) => ({ oneOf: names.map((name) => ({ required: [name] })) });

function members<Shape extends z.core.$ZodLooseShape>(of: string, shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys'
        ? JSON.stringify({ of, members: Object.keys(shape) } satisfies UnknownMember)
        : undefined,
  });
}

const fieldMembers = {
  column: z.string().describe('name of a column; of JSON lines and Parquet a dotted path').optional(),
  value: z.union([z.string(), z.int()]).describe('a constant').optional(),
  path: z.string().describe('name of a partition `name=value` of the key').optional(),
};
const DAY_FORMAT =
  '`date` (YYYY-MM-DD), `timestamp` (ISO 8601), `unix_seconds`, `unix_millis`, or a pattern of YYYY YY MM DD HH mm ss and literal characters';

/** Where a field comes from. */
export const fieldSchema = z.union([
  z.string(),
  members('a field', fieldMembers).meta(EXACTLY_ONE('column', 'value', 'path')),
]);
/** Where a day comes from. */
export const dayFieldSchema = z.union([
  z.string(),
  members('a day', { ...fieldMembers, format: z.string().describe(DAY_FORMAT).optional() }).meta(
    EXACTLY_ONE('column', 'value', 'path'),
  ),
]);
/** How CSV is written. */
export const csvSchema = members('csv', {
  delimiter: z.string().describe('one character; a comma if left out').optional(),
  header: z
    .array(z.string())
    .describe('the column names of files without a header; "" for a column without a name')
    .optional(),
});
/** Which values of `type` mean one thing. */
export const valuesSchema = z.array(z.string());

/** A field as it is written; `format` is allowed for days only. */
export type WrittenField =
  | string
  | {
      readonly column?: string | undefined;
      readonly value?: string | number | undefined;
      readonly path?: string | undefined;
      readonly format?: string | undefined;
    };

function entrySchema(log: SourceLog) {
  const { required, optional } = SOURCE_FIELDS[log];
  const field = (name: FieldName): z.ZodType<WrittenField> =>
    (isDayField(name) ? dayFieldSchema : fieldSchema).describe(WORDS[name]);
  const columns = members('columns', {
    ...Object.fromEntries(required.map((name) => [name, field(name)])),
    ...Object.fromEntries(optional.map((name: FieldName) => [name, field(name).optional()])),
  });
  return members('an entry', {
    objects: z
      .string()
      .describe(
        'glob over keys of the lake, below input/: `*` is any text within a segment, `**` as a segment any number of segments',
      )
      .optional(),
    table: z.string().describe('catalog.schema.table of COUNTING_ENGINE').optional(),
    format: z.enum(FORMAT_NAMES).describe('the format, where the name does not tell it').optional(),
    csv: csvSchema.optional(),
    columns: columns.optional(),
    ...typesMember(log),
  }).meta(EXACTLY_ONE('objects', 'table'));
}

/** The member `types` of the logs that have a type; its kind says that all have, since others are refused anyway. */
function typesMember(log: SourceLog) {
  const words = typeWordsOf(log);
  const types: z.ZodType<SourceTypes> = members(
    'types',
    Object.fromEntries(words.map((word) => [word, valuesSchema.optional()])),
  ).describe(
    'which values of `type` mean what, compared byte for byte; those of `ignored` are counted apart',
  );
  const member = { types: types.optional() };
  return words.length > 0 ? member : ({} as typeof member);
}

function entriesSchema(log: SourceLog) {
  return z.array(entrySchema(log)).min(1).optional();
}

/** The schema of descriptions of logs. `parseSources` checks what a schema cannot say. */
export const sourcesSchema = members('the description', {
  $schema: z.string().describe('of this schema, for editors').optional(),
  timeZone: z.string().describe('the zone of the days: UTC, the default, or Area/Place of IANA').optional(),
  logs: members('logs', {
    product_views: entriesSchema('product_views'),
    ads_views: entriesSchema('ads_views'),
    advertiser_ids: entriesSchema('advertiser_ids'),
    excluded_products: entriesSchema('excluded_products'),
  }),
}).meta({ title: 'Descriptions of logs (input/sources.json)' });

/** A description as it is written. */
export type WrittenSources = z.infer<typeof sourcesSchema>;
/** An entry as it is written. */
export type WrittenEntry = z.infer<ReturnType<typeof entrySchema>>;

/** The schema as JSON Schema, for editors. */
export function sourcesJsonSchema(): object {
  return z.toJSONSchema(sourcesSchema, { io: 'input' });
}
