import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from '../checkout';
import type { TimedCommand } from '../command';
import type { Servers } from '../servers';
import type { CalendarDay } from '../../domain/execution-date';
import type { SystemPids } from './parts-usage';
import type { BackfillName, DurablePeerName } from './plan';

/** The scripts of the peers. */
export const SCRIPTS = path.join(CHECKOUT, 'bench', 'durable', 'peers');

/** What a peer runs on: logs, its packages, and an empty database with the tables of lists. */
export interface PeerSite {
  readonly python: string;
  /** For state and log files. */
  readonly folder: string;
  /** What its processes get, settings of the steps included. */
  readonly env: Readonly<Record<string, string>>;
  readonly dates: readonly CalendarDay[];
  readonly servers: Servers;
  readonly stop: AbortSignal;
}

/** A durable pipeline that publishes the same lists. */
export interface DurablePeer {
  readonly name: DurablePeerName;
  /** Its name in the report. */
  readonly title: string;
  /** Requirements file below `SCRIPTS`, with the version of each package. */
  readonly requirements: string;
  /** Those whose versions the report names. */
  readonly packages: readonly string[];
  /** Above this many rows it is left out. */
  readonly upToRows: number;
  /** Starts its servers and workers, and waits until they can work. */
  readonly start: (site: PeerSite) => Promise<RunningPeer>;
}

/** A peer whose servers and workers can work. */
export interface RunningPeer {
  readonly pids: SystemPids;
  /** Whether steps run in separate processes, not in the worker. */
  readonly hasStepProcesses: boolean;
  /** Starts the runs of all dates by one command, and waits until all have ended well. */
  readonly backfill: (which: BackfillName) => Promise<TimedCommand>;
  readonly stop: () => Promise<void>;
}

/** The tables of lists of a peer's database. */
export const LISTS_SQL = readFileSync(path.join(SCRIPTS, 'lists.sql'), 'utf8');

/** The requirements file of a peer. */
export function requirementsOf({ requirements }: DurablePeer): string {
  return path.join(SCRIPTS, requirements);
}

/** The versions that the report names, by the names of the packages. */
export function versionsOf(peer: DurablePeer): (readonly [name: string, version: string])[] {
  const text = readFileSync(requirementsOf(peer), 'utf8');
  return peer.packages.map((name) => [name, new RegExp(`^${name}==(.*)$`, 'm').exec(text)?.[1] ?? 'unknown']);
}
