/** The execution date of a run: as text it compares in the order of the calendar, and no time zone shows another day. */
export const EXECUTION_DATE_COLUMN = { name: 'ExecutionDate', type: 'KEYWORD' } as const;
/** The rows that a run has published; runs that have published none lack it. */
export const ROWS_PUBLISHED_COLUMN = { name: 'RowsPublished', type: 'INT' } as const;

/**
 * What the Web UI's list of runs can show, and be filtered by, besides what Temporal knows of every run: custom search
 * attributes, which have to be registered in a namespace before a run may have them.
 */
export const LIST_COLUMNS = [EXECUTION_DATE_COLUMN, ROWS_PUBLISHED_COLUMN] as const;

/** The name of such a column. */
export type ListColumn = (typeof LIST_COLUMNS)[number]['name'];

/** The hosts of Temporal Cloud, which takes no registration from a namespace's own clients. */
const CLOUD = /\.(tmprl\.cloud|api\.temporal\.io)(:\d+)?$/;

/** The command by which an operator frees the name of a column. */
export function removeColumnCommand(name: ListColumn, namespace: string, address: string): string {
  return `temporal operator search-attribute remove --namespace ${namespace} --address ${address} --name ${name}`;
}

/** The command by which somebody who may registers the columns: Temporal Cloud has a program of its own for it. */
export function registerColumnsCommand(namespace: string, address: string): string {
  const types = LIST_COLUMNS.map(({ name, type }) => [name, type.charAt(0) + type.slice(1).toLowerCase()]);
  return CLOUD.test(address)
    ? [
        `tcld namespace search-attributes add --namespace ${namespace}`,
        ...types.map((pair) => `--search-attribute ${pair.join('=')}`),
      ].join(' ')
    : [
        `temporal operator search-attribute create --namespace ${namespace} --address ${address}`,
        ...types.map((pair) => `--name ${pair.join(' --type ')}`),
      ].join(' ');
}
