// The image's health check: ends with 0 when the command that runs in its container is well. `node health.mjs [api|worker]`;
// without an argument it looks at what the container was started with. It loads nothing: it runs every few seconds.
import { readFileSync } from 'node:fs';

const DEFAULT_API_PORT = '8000';
const DEFAULT_TEMPORAL_PORT = '7233';
const TIMEOUT_MS = 4_000;
const ESTABLISHED = '01';

const part = process.argv[2] ?? runningCommand();
const fault = await { api: faultOfApi, worker: faultOfWorker }[part]?.();
if (fault !== undefined) console.error(`${part}: ${fault}`);
process.exitCode = fault === undefined ? 0 : 1;

/** The command of the container's first process; others than `api` and `worker` end by themselves and are well until then. */
function runningCommand() {
  const words = readFileSync('/proc/1/cmdline', 'utf8').split('\0');
  return words[words.findIndex((word) => word.endsWith('dist/cli/main.js')) + 1] ?? '';
}

/** The API is healthy when it is ready to query Postgres. */
async function faultOfApi() {
  const url = `http://127.0.0.1:${process.env.PORT || DEFAULT_API_PORT}/health/ready`;
  try {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return ok ? undefined : `${url} answers ${status}`;
  } catch (error) {
    return `${url}: ${error.cause?.message ?? error.message}`;
  }
}

/** A worker serves no port. It is healthy while it has a connection to Temporal's port. */
function faultOfWorker() {
  const address = process.env.TEMPORAL_ADDRESS ?? '';
  const port = /:(\d+)$/.exec(address)?.[1] ?? DEFAULT_TEMPORAL_PORT;
  const hexPort = Number(port).toString(16).toUpperCase().padStart(4, '0');
  const connections = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap(readTable);
  const isConnected = connections.some(
    ([, , remote, state]) => remote?.endsWith(`:${hexPort}`) && state === ESTABLISHED,
  );
  return isConnected ? undefined : `no connection to Temporal (${address}), port ${port}`;
}

/** The rows of a kernel table, split into columns; none where the kernel lacks the protocol. */
function readTable(file) {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/));
  } catch {
    return [];
  }
}
