import { readFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, isListening } from '../../local/ports';
import { CHECKOUT } from '../checkout';
import { ownEnvironment } from '../command';
import { preparePython } from '../python';
import { startServerProcess } from '../server-process';
import { logFileOf } from './contestant';
import type { ApiBench } from './api-bench';
import type { Contestant } from './contestant';

const SCRIPTS = path.join(CHECKOUT, 'bench', 'api', 'peers');
const REQUIREMENTS = path.join(SCRIPTS, 'requirements.txt');
const PROGRAMS = path.join(__dirname, 'peers');

/** The names of the peers, as the table has them. */
export const PEER = {
  express: 'Express, constant bytes',
  http: 'node:http, constant bytes',
  query: 'Express, pool, a query each',
  connection: 'FastAPI, a connection each',
  pool: 'FastAPI, pool, a query each',
} as const;

/** Other programs that give the same answers, or answers of the same size. */
export interface ApiPeers {
  readonly all: readonly Contestant[];
  /** Why others cannot run here. */
  readonly notes: readonly string[];
  /** Versions by name. */
  readonly versions: ReadonlyMap<string, string>;
}

/** The peers that can run here. @param bodyBytes the size of our answer; constant answers have the same size */
export async function prepareApiPeers(bench: ApiBench, bodyBytes: number): Promise<ApiPeers> {
  const { servers, say, stop } = bench;
  const node = (name: string, program: string, ...args: string[]) =>
    peer(bench, name, args.length === 0, [process.execPath, path.join(PROGRAMS, program)], args);
  const nodePeers = [
    node(PEER.express, 'express-constant.js', String(bodyBytes)),
    node(PEER.http, 'http-constant.js', String(bodyBytes)),
    node(PEER.query, 'express-query.js'),
  ];
  const versions = new Map([['Express', installedVersion('express')]]);
  try {
    const python = await preparePython(REQUIREMENTS, servers.folder, say, stop);
    // Without -B it would write compiled files beside its script.
    const fastApi = (name: string, script: string) =>
      peer(bench, name, true, [python, '-B', path.join(SCRIPTS, script)], []);
    for (const [name, version] of pinnedVersions()) versions.set(name, version);
    return {
      all: [
        ...nodePeers,
        fastApi(PEER.connection, 'fastapi_connection.py'),
        fastApi(PEER.pool, 'fastapi_pool.py'),
      ],
      notes: [],
      versions,
    };
  } catch (error) {
    stop.throwIfAborted();
    const note = `FastAPI is left out: ${error instanceof Error ? error.message : String(error)}`;
    say(note);
    return { all: nodePeers, notes: [note], versions };
  }
}

function peer(
  { servers, database, stop }: ApiBench,
  name: string,
  readsLists: boolean,
  program: readonly string[],
  args: readonly string[],
): Contestant {
  return {
    name,
    readsLists,
    start: async () => {
      const port = await freePort();
      const running = await startServerProcess({
        what: name,
        command: [...program, String(port), ...args],
        env: { ...ownEnvironment(servers.folder), ...connectionEnvironment(database.url) },
        folder: servers.folder,
        logFile: logFileOf(servers, name),
        isReady: () => isListening(port),
        started: servers.started,
        stop,
      });
      return { ...running, port, headers: {} };
    },
  };
}

/** The variables that libpq and pg read. */
function connectionEnvironment(databaseUrl: string): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  return {
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: pathname.slice(1),
  };
}

function installedVersion(name: string): string {
  const manifest = path.join(CHECKOUT, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

function pinnedVersions(): [name: string, version: string][] {
  const text = readFileSync(REQUIREMENTS, 'utf8');
  return [
    ['FastAPI', /^fastapi==(.+)$/m],
    ['uvicorn', /^uvicorn==(.+)$/m],
    ['psycopg', /^psycopg\[binary\]==(.+)$/m],
  ].map(([name, pattern]) => [name as string, (pattern as RegExp).exec(text)?.[1] ?? 'unknown']);
}
