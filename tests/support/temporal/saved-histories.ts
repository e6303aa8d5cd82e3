import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { History } from '@temporalio/common/lib/proto-utils';

/** Where the histories lie that must be replayed for ever. */
const HISTORIES = path.join(__dirname, '..', '..', 'workflows', 'histories');

/** What tells of the machine that recorded a history, and nothing of the workflow. */
const OF_THE_MACHINE = new Set(['identity', 'workerIdentity', 'stackTrace']);

/** A history as it was recorded. */
export interface SavedHistory {
  /** `<workflow type>.<scenario>` */
  readonly name: string;
  readonly workflowId: string;
  readonly json: HistoryJson;
}

/** What is read of a history here; Temporal's SDK reads the rest. */
export interface HistoryJson {
  readonly events: readonly {
    readonly workflowExecutionStartedEventAttributes?: { readonly workflowId: string };
  }[];
}

/** All saved histories, by name. */
export function savedHistories(): SavedHistory[] {
  return readdirSync(HISTORIES)
    .sort()
    .map((file) => {
      const json = JSON.parse(readFileSync(path.join(HISTORIES, file), 'utf8')) as HistoryJson;
      const { workflowId = '' } = json.events[0]?.workflowExecutionStartedEventAttributes ?? {};
      return { name: file.replace(/\.json$/, ''), workflowId, json };
    });
}

/** Every text in a history, those in its payloads too. */
export function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const texts = Object.values(value).flatMap(textsOf);
  if ('metadata' in value && 'data' in value && typeof value.data === 'string')
    texts.push(Buffer.from(value.data, 'base64').toString());
  return texts;
}

/** Saves a history as Temporal's tools write one, without what tells of this machine. */
export function saveHistory(name: string, history: History): void {
  const json = withoutMachine(JSON.parse(historyToJSON(history)));
  writeFileSync(path.join(HISTORIES, `${name}.json`), `${JSON.stringify(json, null, 2)}\n`);
}

function withoutMachine(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMachine);
  if (typeof value !== 'object' || value === null) return value;
  // The queue of the worker that has the workflow in its cache is named by process and host.
  if ('kind' in value && value.kind === 'TASK_QUEUE_KIND_STICKY') return { ...value, name: 'sticky' };
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !OF_THE_MACHINE.has(key))
      .map(([key, inner]) => [key, withoutMachine(inner)]),
  );
}
