import type { Client } from 'pg';

/** A pooler between this process and Postgres that gives each transaction any session of the server. */
export type DatabasePooler = 'transaction';

/** Clients take turns this often; each turn of a shared session tells with a chance of a half at the least. */
const ROUNDS = 4;
/** A pool in session mode whose sessions are all taken lets a second client wait. */
const SECOND_CLIENT_MS = 2_000;

/** Whether something between client and server answers: without it, the server gives the same process number in both places. */
export function isBehindPooler(client: Client, pid: number): boolean {
  return !('processID' in client) || client.processID !== pid;
}

/**
 * Whether clients share server sessions: one client's statements run in several sessions, or two clients' in one.
 * A second client is opened for it, and closed again.
 */
export async function sharesSessions(client: Client, pid: number, second: Client): Promise<boolean> {
  const deadline = performance.now() + SECOND_CLIENT_MS;
  second.on('error', () => undefined);
  try {
    await second.connect();
    for (let round = 0; round < ROUNDS; round++) {
      const other = await pidWithin(second, deadline);
      // The first client has a session, and there is none left for a second: they are not shared.
      if (other === undefined) return false;
      if (other === pid) return true;
      // Twice in a row: a pooler that takes its sessions in turn gives two of them.
      if ((await pidOf(client)) !== pid || (await pidOf(client)) !== pid) return true;
    }
    return false;
  } finally {
    second.end().catch(() => undefined);
  }
}

async function pidOf(client: Client, timeoutMs?: number): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>({
    text: 'SELECT pg_backend_pid() AS pid',
    ...(timeoutMs === undefined ? {} : { query_timeout: timeoutMs }),
  });
  return rows[0]?.pid;
}

async function pidWithin(client: Client, deadline: number): Promise<number | undefined> {
  try {
    return await pidOf(client, Math.max(1, deadline - performance.now()));
  } catch (error) {
    if (error instanceof Error && error.message === 'Query read timeout') return undefined;
    throw error;
  }
}
