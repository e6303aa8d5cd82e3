import { LOG_COLUMNS } from '../../domain/logs';
import { columnsNamed } from '../../logs/sniff/column-names';
import type {
  EntryField,
  FieldName,
  SourceCounter,
  SourceLog,
  SourceTypes,
} from '../../logs/sources/source-types';
import { chooseCounts } from './choose-counts';
import { chooseDay, needsZone } from './choose-day';
import { chooseId } from './choose-ids';
import { chooseLogs } from './choose-log';
import type { ChosenLog } from './choose-log';
import { chooseTypes, findTypeColumn } from './choose-type';
import type { TypeColumn } from './choose-type';
import { decided, leftOpen } from './decision';
import type { Decided, Decision } from './decision';
import { formOf } from './entry-form';
import type { WrittenForm } from './entry-form';
import type { InputGroup } from './input-groups';
import type { Sample } from './sample';
import { joinSamples } from './table';
import type { Table } from './table';

/** An entry as it is written in `sources.json`; it lacks the members that are open. */
export interface WrittenProposal extends WrittenForm {
  readonly objects: string;
  readonly columns?: Readonly<Partial<Record<FieldName, EntryField | string>>>;
  readonly types?: SourceTypes;
}

/** The entry that is proposed for the objects of a group. */
export interface EntryProposal {
  readonly log: SourceLog;
  readonly group: InputGroup;
  readonly entry: WrittenProposal;
  readonly decisions: readonly Decision[];
  /** Whether plain rules read the objects, so that the entry is needed only beside others of its log. */
  readonly isPlain: boolean;
}

/** Proposes entries for the objects of a group: one for each log that they may be of. */
export function describeGroup(group: InputGroup, samples: readonly Sample[]): EntryProposal[] {
  const table = joinSamples(samples);
  const type = findTypeColumn(table);
  const taken = type === undefined ? [] : [type.name];
  const day = chooseDay('date', table, taken);
  const days = columnsOf([day]);
  const logs = chooseLogs({
    glob: group.glob,
    type,
    counters: new Set(type === undefined ? countersOf(table, [...taken, ...days]) : []),
    hasAdvertiser: isNamedId('advertiser_id', table),
    hasProduct: isNamedId('product_id', table),
    hasDay: columnsOf([day]).length > 0 || day.value !== undefined,
    hasPeriod: [chooseDay('from', table, taken), chooseDay('to', table, taken)].every(
      ({ value }) => value !== undefined,
    ),
  });
  return logs.map((chosen) => propose(group, samples, table, chosen, type));
}

function propose(
  group: InputGroup,
  samples: readonly Sample[],
  table: Table,
  chosen: ChosenLog,
  type: TypeColumn | undefined,
): EntryProposal {
  const { log } = chosen;
  const form = formOf(samples);
  const { fields, types } = chooseFields(table, chosen, type);
  const columns: NonNullable<WrittenProposal['columns']> = Object.fromEntries(
    fields.flatMap(({ name, field }) => (field.value === undefined ? [] : [[name, written(field.value)]])),
  );
  const logDecision: Decision = { member: 'log', chosen: log, sure: chosen.sure, why: chosen.why };
  const date = fields.find(({ name }) => name === 'date')?.field.value;
  const zone = needsZone(date, table)
    ? [
        decided('guess', 'timeZone', 'UTC', 'UTC', 'the default; set `timeZone` for days of another zone')
          .decision,
      ]
    : [];
  const decisions = [
    logDecision,
    ...form.decisions,
    ...fields.map(({ field }) => field.decision),
    ...types.map(({ decision }) => decision),
    ...zone,
  ];
  const value = types.find((one) => one.value !== undefined)?.value;
  const isComplete = decisions.every(({ sure }) => sure !== 'open');
  const isPlainForm = Object.keys(form.entry).length === 0 && value === undefined;
  const isPlain = isComplete && isPlainForm && hasPlainColumns(log, columns);
  return {
    log,
    group,
    entry: {
      objects: group.glob,
      ...form.entry,
      ...(!isPlain && { columns }),
      ...(value !== undefined && { types: value }),
    },
    decisions,
    isPlain,
  };
}

interface ChosenField {
  readonly name: FieldName;
  readonly field: Decided<EntryField>;
}

function chooseFields(
  table: Table,
  { log, constantType }: ChosenLog,
  type: TypeColumn | undefined,
): { fields: ChosenField[]; types: ReturnType<typeof chooseTypes> } {
  const taken = type === undefined ? [] : [type.name];
  const fields: ChosenField[] = [];
  const add = (name: FieldName, field: Decided<EntryField>) => {
    fields.push({ name, field });
    taken.push(...columnsOf([field]));
  };
  const days = (['date', 'from', 'to'] as const).flatMap((name) => {
    const isOwn = log === 'excluded_products' ? name !== 'date' : name === 'date' && log !== 'advertiser_ids';
    const field = isOwn ? chooseDay(name, table, taken) : undefined;
    const isMissing = field?.value === undefined && log === 'excluded_products';
    return field === undefined || isMissing ? [] : [{ name, field }];
  });
  taken.push(...columnsOf(days.map(({ field }) => field)));
  const isEvents = log === 'ads_views' || log === 'product_views';
  const counts =
    isEvents && type === undefined && constantType === undefined ? chooseCounts(log, table, taken) : [];
  taken.push(...columnsOf(counts.map(({ field }) => field)));
  add('advertiser_id', chooseId('advertiser_id', table, taken));
  if (log !== 'advertiser_ids') add('product_id', chooseId('product_id', table, taken));
  const types = isEvents && type !== undefined ? chooseTypes(log, type) : [];
  if (isEvents && type !== undefined) {
    const why = type.isNamed ? 'by its name and values' : 'by its values';
    fields.push({ name: 'type', field: decided('certain', 'type', { column: type.name }, type.name, why) });
  } else if (constantType !== undefined) {
    const why = 'no column is a type; the name of the objects says it';
    const field = decided('guess', 'type', { value: constantType }, `the constant ${constantType}`, why);
    fields.push({ name: 'type', field });
  } else if (log === 'ads_views' && counts.length === 0) {
    fields.push({ name: 'type', field: missingType() });
  }
  fields.push(...counts.map(({ counter, field }) => ({ name: counter, field })), ...days);
  return { fields, types };
}

function missingType(): Decided<EntryField> {
  const why = 'no column is a type or a count, and no name says what the rows are';
  return leftOpen('type', why, [{ value: 'impression' }, { value: 'click' }]);
}

/** The columns of fields; of a day also where its format is open. */
function columnsOf(fields: readonly Decided<EntryField>[]): string[] {
  return fields.flatMap(({ value, options = [], decision }) => {
    const chosen = value === undefined && decision.member === 'date' ? options : [value];
    return chosen.flatMap((field) => (field !== undefined && 'column' in field ? [field.column] : []));
  });
}

function countersOf(table: Table, taken: readonly string[]): SourceCounter[] {
  const logs: SourceLog[] = ['ads_views', 'product_views'];
  return logs.flatMap((log) => chooseCounts(log, table, taken).map(({ counter }) => counter));
}

function isNamedId(field: 'advertiser_id' | 'product_id', { columns, partitions }: Table): boolean {
  const names = [...columns, ...partitions].map(({ name }) => name);
  return columnsNamed(field, names).length > 0;
}

/** A field as short as descriptions allow. */
function written(field: EntryField): EntryField | string {
  return 'column' in field && field.format === undefined ? field.column : field;
}

function hasPlainColumns(log: SourceLog, columns: NonNullable<WrittenProposal['columns']>): boolean {
  const plain: readonly FieldName[] = log === 'excluded_products' ? [] : LOG_COLUMNS[log];
  const names = Object.keys(columns);
  return plain.length > 0 && names.length === plain.length && plain.every((name) => columns[name] === name);
}
