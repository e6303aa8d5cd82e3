import type { ChildProcess } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { Client, Connection } from '@temporalio/client';
import { sampleLogs } from '../../../sample/sample-logs';
import type { SampleOptions } from '../../../sample/sample-logs';
import { adtech, createTestNamespace, endProcess, startWorkerProcess } from './command-line';
import type { CommandEnd } from './command-line';
import { testEndpoints } from '../servers/endpoints';
import type { ReferenceLogs } from '../reference/reference';
import { createTestDatabase } from '../database/test-database';
import type { TestDatabase } from '../database/test-database';
import { createFolderLake, createS3Lake, putObjects } from '../lake/test-lake';
import type { TestLake } from '../lake/test-lake';

/** A database, a namespace and a lake of a suite's own, driven from outside by settings alone. */
export interface TestSystem extends TestLake, TestDatabase {
  /** The settings of every process of this system. */
  readonly env: Readonly<Record<string, string>>;
  readonly client: Client;
  /** Runs `adtech …` to its end. */
  adtech(...args: string[]): Promise<CommandEnd>;
  /** Starts one more worker process, with additional settings. */
  startWorker(settings?: Readonly<Record<string, string>>): Promise<ChildProcess>;
  /** Ends every process of it and removes everything. */
  dispose(): Promise<void>;
}

/** A system over these logs, on the Temporal server of the test run or another. */
export async function createTestSystem(
  lakeKind: 'folder' | 's3',
  logs: ReferenceLogs,
  settings: Readonly<Record<string, string>> = {},
  temporalAddress = testEndpoints().temporalAddress,
): Promise<TestSystem> {
  const lake = lakeKind === 's3' ? await createS3Lake() : createFolderLake();
  for (const [name, csv] of Object.entries(logs))
    await putObjects(lake.lake, { [`input/${name}.csv`]: csv as string });
  const database = await createTestDatabase();
  const namespace = await createTestNamespace(temporalAddress);
  const connection = await Connection.connect({ address: namespace.TEMPORAL_ADDRESS });
  const env = { ...lake.env, ...namespace, DATABASE_URL: database.url, ...settings };
  const started: ChildProcess[] = [];
  return {
    ...lake,
    ...database,
    env,
    client: new Client({ connection, namespace: namespace.TEMPORAL_NAMESPACE }),
    adtech: (...args) => adtech(args, env, (child) => started.push(child)),
    startWorker: async (own = {}) => {
      const worker = await startWorkerProcess({ ...env, ...own });
      started.push(worker);
      return worker;
    },
    dispose: async () => {
      await Promise.all(started.map((child) => endProcess(child, 'SIGKILL')));
      await connection.close();
      await database.drop();
      lake.remove();
    },
  };
}

/** Generated logs as texts. */
export async function sampleTexts(options: SampleOptions): Promise<ReferenceLogs> {
  const texts: Record<string, string> = {};
  for (const { name, chunks } of sampleLogs(options)) {
    texts[name] = (await buffer(Readable.from(chunks, { objectMode: false }))).toString();
  }
  return texts as unknown as ReferenceLogs;
}

/** The first and the last day of the event logs. */
export function daysOf(logs: ReferenceLogs): { first: string; last: string } {
  const days = `${logs.product_views}\n${logs.ads_views}`.match(/\b\d{4}-\d{2}-\d{2}$/gm) ?? [];
  const sorted = [...new Set(days)].sort();
  return { first: sorted[0] ?? '', last: sorted.at(-1) ?? '' };
}
