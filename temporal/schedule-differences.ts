import type { ScheduleDescription } from '@temporalio/client';

/** A flattened schedule: each member that is set, by its path in the server's description. */
type ScheduleMembers = ReadonlyMap<string, string>;

/** Names for the members that people set; other members are named by their path. */
const NAMES: Readonly<Record<string, string>> = {
  'spec.structuredCalendar[0].second': 'second',
  'spec.structuredCalendar[0].minute': 'minute',
  'spec.structuredCalendar[0].hour': 'hour',
  'spec.structuredCalendar[0].dayOfMonth': 'days of the month',
  'spec.structuredCalendar[0].month': 'months',
  'spec.structuredCalendar[0].dayOfWeek': 'days of the week',
  'spec.structuredCalendar[0].year': 'years',
  'spec.startTime': 'first date',
  'spec.endTime': 'end',
  'spec.jitter': 'jitter',
  'spec.timezoneName': 'time zone',
  'action.startWorkflow.workflowType.name': 'workflow type',
  'action.startWorkflow.workflowId': 'workflow id',
  'action.startWorkflow.taskQueue.name': 'task queue',
  'action.startWorkflow.workflowExecutionTimeout': 'execution timeout',
  'action.startWorkflow.workflowRunTimeout': 'run timeout',
  'action.startWorkflow.workflowTaskTimeout': 'task timeout',
  'action.startWorkflow.userMetadata.summary': 'summary',
  'action.startWorkflow.userMetadata.details': 'details',
  'policies.overlapPolicy': 'overlap policy',
  'policies.catchupWindow': 'catch-up window',
  'policies.pauseOnFailure': 'pause on failure',
  'state.limitedActions': 'limit of runs',
  'state.remainingActions': 'remaining runs',
  'state.notes': 'note',
};
/** Path prefixes of repeated members. */
const NAMES_BY_START: readonly (readonly [start: string, name: string])[] = [
  ['spec.interval', 'interval'],
  ['spec.excludeStructuredCalendar', 'skipped times'],
  ['spec.structuredCalendar', 'further calendar'],
  ['action.startWorkflow.input', 'argument'],
  ['action.startWorkflow.retryPolicy', 'retry policy'],
  ['action.startWorkflow.memo', 'memo'],
  ['action.startWorkflow.searchAttributes', 'search attribute'],
  ['action.startWorkflow.header', 'header'],
  ['action.startWorkflow.priority', 'priority'],
];

/** Members that do not define what the schedule does, or that operators may change. */
const NOT_COMPARED = new Set(['spec.structuredCalendar[0].comment', 'spec.timezoneData', 'state.paused']);
/** Values that mean the same as an absent value. */
const DEFAULTS: Readonly<Record<string, string>> = {
  'action.startWorkflow.taskQueue.kind': 'TASK_QUEUE_KIND_NORMAL',
};
/** The values of members that the server may omit. */
const LEFT_OUT: Readonly<Record<string, string>> = { 'spec.timezoneName': 'UTC' };
/** The protocol's prefix of overlap policies; Temporal's commands use the name alone. */
const POLICY_PREFIX = 'SCHEDULE_OVERLAP_POLICY_';

/** Flattens a described schedule, so that members unknown to this version are found too. */
export function membersOf({ raw }: Pick<ScheduleDescription, 'raw'>): ScheduleMembers {
  const members = new Map(Object.entries(LEFT_OUT));
  // In JSON the enums, times and payloads of the protocol are texts and plain objects.
  collect('', JSON.parse(JSON.stringify(raw.schedule ?? {})), members);
  for (const [path, value] of members) {
    if (NOT_COMPARED.has(path) || DEFAULTS[path] === value) members.delete(path);
  }
  return members;
}

/** The members of a schedule that are not as specified, each with its name and both values. */
export function compareMembers(is: ScheduleMembers, wanted: ScheduleMembers): string[] {
  const paths = [...new Set([...wanted.keys(), ...is.keys()])];
  return paths
    .filter((path) => is.get(path) !== wanted.get(path))
    .map((path) => `${nameOf(path)} is ${show(is.get(path))}, specified ${show(wanted.get(path))}`);
}

function nameOf(path: string): string {
  const name = NAMES[path];
  if (name !== undefined) return name;
  const [start, words] = NAMES_BY_START.find(([one]) => path.startsWith(one)) ?? ['', ''];
  return words === '' ? path : `${words} ${path.slice(start.length).replace(/^\./, '')}`.trim();
}

function show(value: string | undefined): string {
  // The text of a payload is already JSON.
  return value === undefined ? 'not set' : value.startsWith('"') ? value : JSON.stringify(value);
}

/** Adds each member below `path` that is set; a member with the protocol's default counts as not set. */
function collect(path: string, value: unknown, into: Map<string, string>): void {
  if (value === null || value === undefined || value === false || value === 0) return;
  if (typeof value !== 'object') {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (text !== '' && text !== '0' && !text.endsWith('_UNSPECIFIED'))
      into.set(path, path === 'policies.overlapPolicy' ? text.replace(POLICY_PREFIX, '') : text);
    return;
  }
  const leaf = leafOf(path, value);
  if (leaf !== undefined) {
    if (leaf !== '0s') into.set(path, leaf);
  } else if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) collect(`${path}[${String(i)}]`, one, into);
  } else {
    for (const [name, one] of Object.entries(value))
      collect(path === '' ? name : `${path}.${name}`, one, into);
  }
}

/** The text of an object of the protocol: a time, a duration, a payload, ranges of a calendar. */
function leafOf(path: string, value: object): string | undefined {
  if (/\.(second|minute|hour|dayOfMonth|month|year|dayOfWeek)$/.test(path) && Array.isArray(value)) {
    return value.length === 0 ? undefined : (value as Range[]).map(rangeInWords).join(',');
  }
  if (Array.isArray(value)) return undefined;
  const names = Object.keys(value);
  if (names.length > 0 && names.every((name) => name === 'seconds' || name === 'nanos')) {
    const { seconds = 0, nanos = 0 } = value as { seconds?: number | string; nanos?: number };
    const total = Number(seconds) + nanos / 1e9;
    return path.endsWith('Time') ? new Date(total * 1000).toISOString() : `${String(total)}s`;
  }
  if ('metadata' in value && 'data' in value && typeof value.data === 'string') {
    return Buffer.from(value.data, 'base64').toString('utf8');
  }
  return undefined;
}

interface Range {
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
}

function rangeInWords({ start = 0, end = 0, step = 1 }: Range): string {
  if (end <= start) return String(start);
  return `${String(start)}-${String(end)}${step > 1 ? `/${String(step)}` : ''}`;
}
