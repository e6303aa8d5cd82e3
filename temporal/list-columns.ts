import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { LIST_COLUMNS, registerColumnsCommand, removeColumnCommand } from '../domain/list-columns';
import type { ListColumn } from '../domain/list-columns';
import { isAnswer } from './grpc';

/** How long what a server said of its columns is taken for true. */
const LOOK_EVERY_MS = 30_000;
/** How long the server may take to know in all its parts what was registered. */
const KNOWN_WITHIN_MS = 10_000;
const POLL_MS = 100;

const { IndexedValueType } = temporal.api.enums.v1;
const INDEXED_TYPE = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
} as const;

/** `taken`: the name stands for values of another type, and cannot be used. */
export type ColumnState = 'registered' | 'absent' | 'taken';

/** Asks the server which columns of the list of runs the namespace has. */
export async function findListColumns(client: Client): Promise<ReadonlyMap<ListColumn, ColumnState>> {
  const { namespace } = client.options;
  try {
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
    return new Map(
      LIST_COLUMNS.map(({ name, type }) => {
        const is = customAttributes[name];
        return [name, is === undefined ? 'absent' : is === INDEXED_TYPE[type] ? 'registered' : 'taken'];
      }),
    );
  } catch (error) {
    if (!isAnswer(error, 'permissionDenied', 'unimplemented')) throw error;
    // Only operators may ask for the list. Whoever may look for runs finds out as well, though not of which type a column is.
    const known = await Promise.all(LIST_COLUMNS.map(({ name }) => isKnown(client, name)));
    return new Map(LIST_COLUMNS.map(({ name }, i) => [name, known[i] === true ? 'registered' : 'absent']));
  }
}

/** What registering the columns has brought. */
export interface RegisteredColumns {
  readonly added: readonly ListColumn[];
  /** Why runs go without some of them, and what to do; undefined where they do not. */
  readonly fault: string | undefined;
}

/**
 * Registers the columns that the namespace lacks. Safe to repeat. A server that refuses is no reason to fail: runs go without.
 *
 * @param address of the server, for the command that the fault names.
 */
export async function registerListColumns(client: Client, address: string): Promise<RegisteredColumns> {
  const { namespace } = client.options;
  const columns = await findListColumns(client);
  const absent = LIST_COLUMNS.filter(({ name }) => columns.get(name) === 'absent');
  const added = absent.map(({ name }) => name);
  try {
    if (absent.length > 0) {
      const searchAttributes = Object.fromEntries(absent.map(({ name, type }) => [name, INDEXED_TYPE[type]]));
      await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
      await untilKnown(client, added);
    }
  } catch (error) {
    if (isAnswer(error, 'alreadyExists')) return registerListColumns(client, address);
    if (!isGrpcServiceError(error)) throw error;
    const command = registerColumnsCommand(namespace, address);
    return {
      added: [],
      fault:
        `the server does not register ${added.join(' and ')} for this caller (${error.details}); ` +
        `runs go without them until somebody who may does: ${command}`,
    };
  }
  const [taken] = takenColumns(columns);
  return {
    added,
    fault:
      taken &&
      `${taken.fault}; runs go without it until it is renamed or removed: ${removeColumnCommand(taken.name, namespace, address)}`,
  };
}

/** The columns whose names stand for values of another type, each with what is wrong. */
export function takenColumns(
  columns: ReadonlyMap<ListColumn, ColumnState>,
): { readonly name: ListColumn; readonly fault: string }[] {
  return LIST_COLUMNS.filter(({ name }) => columns.get(name) === 'taken').map(({ name, type }) => ({
    name,
    fault: `the search attribute ${name} is there already, and not of the type ${type}`,
  }));
}

/**
 * What a worker knows of the columns that its runs may have; asks the server at most every 30 s. A column that was not there
 * at the look before counts from the next one on: until then not all parts of the server may know it.
 */
export function createListColumnWatch(client: Client): () => Promise<readonly ListColumn[]> {
  let lookedAtMs = -Infinity;
  let looking: Promise<readonly ListColumn[]> = Promise.resolve([]);
  let before: readonly ListColumn[] = LIST_COLUMNS.map(({ name }) => name);
  const look = async (): Promise<readonly ListColumn[]> => {
    const columns = await findListColumns(client);
    const registered = LIST_COLUMNS.map(({ name }) => name).filter(
      (name) => columns.get(name) === 'registered',
    );
    const usable = registered.filter((name) => before.includes(name));
    before = registered;
    return usable;
  };
  return () => {
    if (performance.now() - lookedAtMs > LOOK_EVERY_MS) {
      lookedAtMs = performance.now();
      looking = look();
    }
    return looking;
  };
}

async function untilKnown(client: Client, columns: readonly ListColumn[]): Promise<void> {
  const deadlineMs = performance.now() + KNOWN_WITHIN_MS;
  for (const column of columns) {
    while (!(await isKnown(client, column)) && performance.now() < deadlineMs) await sleep(POLL_MS);
  }
}

/** Whether runs can be looked for by a column. */
async function isKnown(client: Client, column: ListColumn): Promise<boolean> {
  const { namespace } = client.options;
  try {
    await client.workflowService.countWorkflowExecutions({
      namespace,
      query: `${column} IS NULL AND WorkflowId = ''`,
    });
    return true;
  } catch (error) {
    if (isAnswer(error, 'invalidArgument')) return false;
    throw error;
  }
}
