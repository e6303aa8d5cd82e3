import type { Client } from 'pg';

/** A pooler between this process and Postgres that gives each transaction any session of the server. */
export type DatabasePooler = 'transaction';

/** Number of turns of the two clients; each turn detects a shared session with a chance of at least one half. */
const ROUNDS = 4;
/** Time limit of the second client, which waits if a pool in session mode has no free session. */
const SECOND_CLIENT_MS = 2_000;

/** Whether a pooler lies between client and server: without one, both report the same process id of the server. */
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
      // The first client has a session and none is left for a second client, so sessions are not shared.
      if (other === undefined) return false;
      if (other === pid) return true;
      // Twice in a row: a pooler that rotates its sessions uses two different ones.
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
