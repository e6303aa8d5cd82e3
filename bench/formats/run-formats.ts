import path from 'node:path';
import { ListRecord } from '../compare';
import { documentFormats } from './document';
import { REQUIREMENTS } from '../peers';
import { preparePython } from '../python';
import { describeSurroundings, jsonReport, terminalTable } from '../report';
import type { FormatOptions } from '../options';
import type { Row } from '../row';
import type { Servers } from '../servers';
import { CountsRecord, createOurs, createPeer } from './contestants';
import { FormatInputs } from './format-inputs';
import { measureFormats } from './measure-formats';
import { createFormatPlan, DEFAULT_FORMAT_ROWS, FORMAT_INPUTS } from './plan';
import type { FormatPlan } from './plan';

/** What the bench of formats works with. */
export interface FormatSurroundings {
  readonly folder: string;
  readonly servers: Servers;
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}

interface FormatResults {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
  readonly versions: ReadonlyMap<string, string>;
}

/** Does what the options say, and reports it on stdout; a run of all inputs renews its section of docs/performance.md. */
export async function runFormats(
  surroundings: FormatSurroundings,
  options: FormatOptions,
  command: string,
): Promise<void> {
  const { rows, repeats, only, quick = false } = options;
  const plan = createFormatPlan({ rows, repeats, inputs: only, isQuick: quick });
  await surroundings.servers.prepareTemporal(surroundings.stop);
  const results = await measure(surroundings, plan);
  const where = describeSurroundings(command, results.versions, new Date());
  if (!plan.isQuick && plan.inputs.length === FORMAT_INPUTS.length) {
    documentFormats(results.rows, results.notes, where);
  }
  process.stdout.write(
    options.json === true ? jsonReport(results.rows, results.notes, where) : textOf(results),
  );
}

/** Runs a tiny plan, as one part of a quick bench. */
export async function runQuickFormats(
  surroundings: FormatSurroundings,
): Promise<{ readonly text: string; readonly json: object }> {
  const asked = { rows: DEFAULT_FORMAT_ROWS, repeats: 1, inputs: FORMAT_INPUTS, isQuick: true };
  const results = await measure(surroundings, createFormatPlan(asked));
  return { text: textOf(results), json: results.rows };
}

async function measure(
  { folder, servers, say, stop }: FormatSurroundings,
  plan: FormatPlan,
): Promise<FormatResults> {
  const versions = new Map<string, string>();
  const notes: string[] = [];
  const python = await preparePython(REQUIREMENTS, folder, say, stop).catch((error: unknown) => {
    stop.throwIfAborted();
    notes.push(`not measured: DuckDB, Polars: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  });
  const peers = python === undefined ? [] : ['DuckDB', 'Polars'];
  const rows = await measureFormats({
    plan,
    folder,
    servers,
    say,
    stop,
    inputs: new FormatInputs(folder, plan, python, say, stop),
    ours: createOurs(folder, stop),
    peers: peers.map((name) => createPeer(name, python ?? '', folder, versions, stop)),
    record: new CountsRecord(),
    lists: new ListRecord(path.join(folder, 'lists')),
    notes,
  });
  return { rows, notes, versions };
}

function textOf({ rows, notes }: FormatResults): string {
  const lines = notes.map((note) => `${note}\n`).join('');
  return `${terminalTable(rows)}${lines}\nall counts are the same, whoever made them, and from whatever format\n`;
}
