import type { Sample } from './sample';
import type { SampleColumn } from './sample-column';

/** The columns of several objects of a group as one, with the partitions that all their keys have. */
export interface Table {
  readonly columns: readonly SampleColumn[];
  readonly partitions: readonly SampleColumn[];
  /** Whether the columns have names that the logs gave them. */
  readonly isNamed: boolean;
  readonly rows: number;
}

/** Joins the samples of a group by the names of their columns. */
export function joinSamples(samples: readonly Sample[]): Table {
  const columns = new Map<string, SampleColumn>();
  for (const column of samples.flatMap((sample) => sample.columns)) {
    const before = columns.get(column.name);
    const values = before === undefined ? column.values : [...before.values, ...column.values];
    columns.set(column.name, { ...before, ...column, values });
  }
  return {
    columns: [...columns.values()],
    partitions: partitionsOf(samples.map(({ key }) => key)),
    isNamed: samples.every(({ csv }) => csv?.header !== 'none'),
    rows: samples.reduce((sum, { rows }) => sum + rows, 0),
  };
}

function partitionsOf(keys: readonly string[]): SampleColumn[] {
  const all = keys.map(partitionsOfKey);
  const names = [...new Set(all.flatMap((one) => [...one.keys()]))];
  return names
    .map((name) => ({ name, values: all.flatMap((one) => one.get(name) ?? []) }))
    .filter(({ values }) => values.length === keys.length);
}

function partitionsOfKey(key: string): Map<string, string> {
  return new Map(
    key
      .split('/')
      .slice(0, -1)
      .flatMap((segment) => {
        const sign = segment.indexOf('=');
        return sign > 0 ? [[segment.slice(0, sign), segment.slice(sign + 1)] as const] : [];
      }),
  );
}
