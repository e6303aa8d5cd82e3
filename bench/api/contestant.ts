import path from 'node:path';
import type { ServerProcess } from '../server-process';
import type { Servers } from '../servers';

/** A program that answers `GET /recommendations/{advertiser}/TopProducts`. */
export interface Contestant {
  readonly name: string;
  /** Whether its answers come from the database, and are compared. */
  readonly readsLists: boolean;
  /** Starts it in a separate process. */
  start(): Promise<RunningContestant>;
}

/** A contestant that answers on a port of 127.0.0.1. */
export interface RunningContestant extends ServerProcess {
  readonly port: number;
  /** What every request to it must carry. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The path of an advertiser's list, the same for every contestant. */
export function pathOf(advertiser: string): string {
  return `/recommendations/${advertiser}/TopProducts`;
}

/** Asks a contestant for one list. @throws Error unless it is answered with 200. */
export async function ask({ port, headers }: RunningContestant, advertiser: string): Promise<Response> {
  const response = await fetch(`http://127.0.0.1:${port}${pathOf(advertiser)}`, { headers });
  if (response.status === 200) return response;
  throw new Error(`${pathOf(advertiser)} was answered with ${response.status}: ${await response.text()}`);
}

/** The log file of a contestant. */
export function logFileOf({ folder }: Servers, name: string): string {
  return path.join(folder, 'api', `${name.replace(/\W+/g, '-')}.log`);
}
