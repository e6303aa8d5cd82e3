import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import {
  SEARCH_ATTRIBUTES,
  registerSearchAttributesCommand,
  removeSearchAttributeCommand,
} from './names/search-attributes';
import type { SearchAttributeName } from './names/search-attributes';
import { isAnswer } from './grpc';

/** How long the server's answer is cached. */
const LOOK_EVERY_MS = 30_000;
/** Time that all parts of the server may need to know a new search attribute. */
const KNOWN_WITHIN_MS = 10_000;
const POLL_MS = 100;

const { IndexedValueType } = temporal.api.enums.v1;
const INDEXED_TYPE = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  INT: IndexedValueType.INDEXED_VALUE_TYPE_INT,
} as const;

/** `taken`: the name is registered with another type, and cannot be used. */
type SearchAttributeState = 'registered' | 'absent' | 'taken';

/** Asks the server which of our search attributes the namespace has. */
export async function findSearchAttributes(
  client: Client,
): Promise<ReadonlyMap<SearchAttributeName, SearchAttributeState>> {
  const { namespace } = client.options;
  try {
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
    return new Map(
      SEARCH_ATTRIBUTES.map(({ name, type }) => {
        const is = customAttributes[name];
        return [name, is === undefined ? 'absent' : is === INDEXED_TYPE[type] ? 'registered' : 'taken'];
      }),
    );
  } catch (error) {
    if (!isAnswer(error, 'permissionDenied', 'unimplemented')) throw error;
    // Only operators may request the list. A search for runs also shows which names are registered, without their types.
    const known = await Promise.all(SEARCH_ATTRIBUTES.map(({ name }) => isKnown(client, name)));
    return new Map(
      SEARCH_ATTRIBUTES.map(({ name }, i) => [name, known[i] === true ? 'registered' : 'absent']),
    );
  }
}

/** The outcome of a registration. */
interface RegisteredSearchAttributes {
  readonly added: readonly SearchAttributeName[];
  /** Why runs lack some search attributes, and what to do; undefined when all are registered. */
  readonly fault: string | undefined;
}

/**
 * Registers the search attributes that the namespace lacks. Safe to repeat. A refusal is returned, not thrown: runs work
 * without them.
 *
 * @param address the address of the server, for the command in the fault.
 */
export async function registerSearchAttributes(
  client: Client,
  address: string,
): Promise<RegisteredSearchAttributes> {
  const { namespace } = client.options;
  const columns = await findSearchAttributes(client);
  const absent = SEARCH_ATTRIBUTES.filter(({ name }) => columns.get(name) === 'absent');
  const added = absent.map(({ name }) => name);
  try {
    if (absent.length > 0) {
      const searchAttributes = Object.fromEntries(absent.map(({ name, type }) => [name, INDEXED_TYPE[type]]));
      await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
      await untilKnown(client, added);
    }
  } catch (error) {
    if (isAnswer(error, 'alreadyExists')) return registerSearchAttributes(client, address);
    if (!isGrpcServiceError(error)) throw error;
    const command = registerSearchAttributesCommand(namespace, address);
    return {
      added: [],
      fault:
        `the server does not register ${added.join(', ')} for this caller (${error.details}); ` +
        `runs do not have them until an authorized user runs: ${command}`,
    };
  }
  const [taken] = takenSearchAttributes(columns);
  return {
    added,
    fault:
      taken &&
      `${taken.fault}; runs go without it until it is renamed or removed: ${removeSearchAttributeCommand(taken.name, namespace, address)}`,
  };
}

/** The search attributes whose names are registered with another type, each with its fault. */
export function takenSearchAttributes(
  columns: ReadonlyMap<SearchAttributeName, SearchAttributeState>,
): { readonly name: SearchAttributeName; readonly fault: string }[] {
  return SEARCH_ATTRIBUTES.filter(({ name }) => columns.get(name) === 'taken').map(({ name, type }) => ({
    name,
    fault: `the search attribute ${name} is there already, and not of the type ${type}`,
  }));
}

/**
 * Returns the search attributes that runs may set; asks the server at most every 30 s. A new one counts only from the
 * second answer on, because not all parts of the server may know it at the first.
 */
export function createSearchAttributeWatch(client: Client): () => Promise<readonly SearchAttributeName[]> {
  let lookedAtMs = -Infinity;
  let looking: Promise<readonly SearchAttributeName[]> = Promise.resolve([]);
  let before: readonly SearchAttributeName[] = SEARCH_ATTRIBUTES.map(({ name }) => name);
  const look = async (): Promise<readonly SearchAttributeName[]> => {
    const columns = await findSearchAttributes(client);
    const registered = SEARCH_ATTRIBUTES.map(({ name }) => name).filter(
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

async function untilKnown(client: Client, columns: readonly SearchAttributeName[]): Promise<void> {
  const deadlineMs = performance.now() + KNOWN_WITHIN_MS;
  for (const column of columns) {
    while (!(await isKnown(client, column)) && performance.now() < deadlineMs) await sleep(POLL_MS);
  }
}

/** Whether runs can be searched by a search attribute. */
async function isKnown(client: Client, column: SearchAttributeName): Promise<boolean> {
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
