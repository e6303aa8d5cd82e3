/** The execution date of a run; a text sorts like the calendar and shows the same day in every time zone. */
export const EXECUTION_DATE_ATTRIBUTE = { name: 'ExecutionDate', type: 'KEYWORD' } as const;
/** The rows that a run has published; runs that have published none lack it. */
export const ROWS_PUBLISHED_ATTRIBUTE = { name: 'RowsPublished', type: 'INT' } as const;

/** What started a run, as `StartedBy` in `domain/started-by.ts` names it. */
export const STARTED_BY_ATTRIBUTE = { name: 'StartedBy', type: 'KEYWORD' } as const;

/** The custom search attributes of runs; a namespace must register them before a run may set them. */
export const SEARCH_ATTRIBUTES = [
  EXECUTION_DATE_ATTRIBUTE,
  ROWS_PUBLISHED_ATTRIBUTE,
  STARTED_BY_ATTRIBUTE,
] as const;

/** The name of a custom search attribute. */
export type SearchAttributeName = (typeof SEARCH_ATTRIBUTES)[number]['name'];

/** The hosts of Temporal Cloud, where a namespace's clients cannot register search attributes. */
const CLOUD = /\.(tmprl\.cloud|api\.temporal\.io)(:\d+)?$/;

/** The command that removes a search attribute; it needs operator rights. */
export function removeSearchAttributeCommand(
  name: SearchAttributeName,
  namespace: string,
  address: string,
): string {
  return `temporal operator search-attribute remove --namespace ${namespace} --address ${address} --name ${name}`;
}

/** The command that registers the search attributes; it needs operator rights, and on Temporal Cloud it is `tcld`. */
export function registerSearchAttributesCommand(namespace: string, address: string): string {
  const types = SEARCH_ATTRIBUTES.map(({ name, type }) => [
    name,
    type.charAt(0) + type.slice(1).toLowerCase(),
  ]);
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
