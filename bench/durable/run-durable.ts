import { loadavg } from 'node:os';
import path from 'node:path';
import { removeFolder } from '../checkout';
import { ListRecord } from '../compare';
import { LogStore } from '../logs';
import type { DurableOptions } from '../options';
import { SIZES } from '../plan';
import { preparePython } from '../python';
import { describeSurroundings, jsonReport, terminalTable } from '../report';
import type { Row } from '../row';
import type { Servers } from '../servers';
import { createContestant } from './contestants';
import type { Contestant } from './contestants';
import { documentDurable } from './document';
import { requirementsOf, versionsOf } from './durable-peer';
import { measureDurable } from './measure-durable';
import { createPeer } from './peers';
import { createDurablePlan, DURABLE_PEERS } from './plan';
import type { DurablePlan } from './plan';

/** What the durable bench works with. */
export interface DurableSurroundings {
  readonly folder: string;
  readonly servers: Servers;
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}

interface DurableResults {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
  readonly versions: ReadonlyMap<string, string>;
}

/** Does what the options say, and reports it on stdout; a run with all peers renews its sections of the documents. */
export async function runDurable(
  surroundings: DurableSurroundings,
  { size, repeats, only, quick = false, json = false }: DurableOptions,
  command: string,
): Promise<void> {
  const plan = createDurablePlan({ sizes: size, repeats, peers: only, isQuick: quick });
  await surroundings.servers.prepareTemporal(surroundings.stop);
  const results = await measure(surroundings, plan);
  const where = describeSurroundings(command, results.versions, new Date());
  if (!plan.isQuick && plan.peers.length === DURABLE_PEERS.length) {
    documentDurable(results.rows, results.notes, where);
  }
  process.stdout.write(json ? jsonReport(results.rows, results.notes, where) : textOf(results));
}

/** Runs a tiny plan with the first peer, as one part of a quick bench. */
export async function runQuickDurable(
  surroundings: DurableSurroundings,
): Promise<{ readonly text: string; readonly json: object }> {
  const asked = { sizes: SIZES, repeats: 1, peers: DURABLE_PEERS, isQuick: true };
  const results = await measure(surroundings, createDurablePlan(asked));
  return { text: textOf(results), json: results.rows };
}

async function measure(
  { folder, servers, say, stop }: DurableSurroundings,
  plan: DurablePlan,
): Promise<DurableResults> {
  const notes: string[] = [];
  const versions = new Map<string, string>();
  const contestants: Contestant[] = [];
  for (const name of plan.peers) {
    const peer = createPeer(name);
    try {
      const python = await preparePython(requirementsOf(peer), folder, say, stop);
      contestants.push(createContestant(peer, python));
      for (const [module, version] of versionsOf(peer)) versions.set(module, version);
    } catch (error) {
      stop.throwIfAborted();
      const note = `not measured: ${peer.title}: ${error instanceof Error ? error.message : String(error)}`;
      notes.push(note);
      say(note);
    }
  }
  const [load = 0] = loadavg();
  notes.push(`load of the machine before the first backfill: ${load.toFixed(1)}`);
  const lists = path.join(folder, 'durable-lists');
  removeFolder(lists);
  const bench = {
    plan,
    servers,
    say,
    stop,
    logs: new LogStore(folder, say, stop),
    lists: new ListRecord(lists),
  };
  return { rows: await measureDurable(bench, contestants), notes, versions };
}

function textOf({ rows, notes }: DurableResults): string {
  const lines = notes.map((note) => `${note}\n`).join('');
  return `${terminalTable(rows)}${lines}\nevery list of every date is the same, whoever published it\n`;
}
