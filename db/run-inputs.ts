import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { CalendarDay } from '../domain/execution-date';
import { chunkInputs } from '../domain/input-chunks';
import { compareUtf8 } from '../domain/utf8-order';
import { toJsonb } from './jsonb';
import type { Database, RunInput } from './schema';

/** Most objects that a row of `runs` holds itself. */
const MAX_OBJECTS_OF_RUN = 100;
/** Objects of a run that are read with it; a first chunk has as many, or all. */
export const FIRST_INPUTS = 25;
/** Most chunks of a statement: about 10 MB. */
const CHUNKS_PER_STATEMENT = 256;

interface InputChunk {
  readonly id: string;
  readonly inputs: readonly RunInput[];
}

/** The objects that a run has read, as they are recorded. */
export interface RecordedInputs {
  /** Null where there are too many for a row. */
  readonly inputs: readonly RunInput[] | null;
  /** The chunks of too many. */
  readonly chunks: readonly InputChunk[] | null;
}

/** Chooses how the objects that a run has read are recorded. */
export function arrangeInputs(inputs: readonly RunInput[]): RecordedInputs {
  if (inputs.length <= MAX_OBJECTS_OF_RUN) return { inputs, chunks: null };
  return {
    inputs: null,
    chunks: chunkInputs(inputs).map((chunk) => ({ id: chunkId(chunk), inputs: chunk })),
  };
}

/**
 * Writes the chunks that are missing, and keeps the others from removal until the transaction ends. Dates that publish at the
 * same time write the same chunks, so most are written before the transaction of the publication, which would make them wait
 * for each other.
 */
export async function keepChunks(
  db: Kysely<Database>,
  { chunks }: Pick<RecordedInputs, 'chunks'>,
): Promise<void> {
  if (chunks === null) return;
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM input_chunks WHERE id = ANY (${chunks.map(({ id }) => id)}::uuid[])
    ORDER BY id FOR KEY SHARE`.execute(db);
  const known = new Set(rows.map(({ id }) => id));
  // In one order, so that two transactions never wait for each other.
  const missing = chunks
    .filter(({ id }) => !known.has(id))
    .sort((one, other) => compareUtf8(one.id, other.id));
  for (let at = 0; at < missing.length; at += CHUNKS_PER_STATEMENT) {
    const rowsToWrite = missing
      .slice(at, at + CHUNKS_PER_STATEMENT)
      .map(({ id, inputs }) => ({ id, objects: inputs.length, inputs: toJsonb(inputs) }));
    await db
      .insertInto('input_chunks')
      .values(rowsToWrite)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** The first objects of each run of `runs`, from a row that holds them or the first chunk. */
export function firstInputs() {
  const path = sql.lit(`$[0 to ${String(FIRST_INPUTS - 1)}]`);
  return sql<RunInput[] | null>`coalesce(
    jsonb_path_query_array(runs.inputs, ${path}),
    (SELECT jsonb_path_query_array(inputs, ${path}) FROM input_chunks WHERE id = runs.input_chunks[1])
  )`;
}

/** How many objects each run of `runs` has read; null where it has not published. */
export function numberOfInputs() {
  return sql<number | null>`coalesce(runs.input_objects, jsonb_array_length(runs.inputs))`;
}

/** A page of the objects that a run has read, in their recorded order; undefined where no run of the date has this id. */
export async function findInputsOfRun(
  db: Kysely<Database>,
  run: { readonly date: CalendarDay; readonly runId: string },
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly objects: number; readonly inputs: readonly RunInput[] } | undefined> {
  const { rows } = await sql<{ objects: number | null; skipped: number | null; parts: RunInput[][] | null }>`
    SELECT ${numberOfInputs()} AS objects, page.skipped, page.parts
    FROM runs CROSS JOIN LATERAL (
      SELECT min(skipped)::integer AS skipped, jsonb_agg(inputs ORDER BY skipped) AS parts
      FROM (
        SELECT inputs, objects, sum(objects) OVER (ORDER BY ordinal) - objects AS skipped
        FROM (
          SELECT runs.inputs, jsonb_array_length(runs.inputs) AS objects, 0 AS ordinal
          WHERE runs.inputs IS NOT NULL
          UNION ALL
          SELECT chunk.inputs, chunk.objects, part.ordinal
          FROM unnest(runs.input_chunks) WITH ORDINALITY AS part (id, ordinal)
          JOIN input_chunks AS chunk ON chunk.id = part.id
        ) AS parts
      ) AS parts
      WHERE skipped < ${offset + limit}::bigint AND skipped + objects > ${offset}::bigint
    ) AS page
    WHERE runs.date = ${run.date} AND runs.run_id = ${run.runId}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const inputs = (row.parts ?? []).flat();
  const from = offset - (row.skipped ?? 0);
  return { objects: row.objects ?? 0, inputs: inputs.slice(Math.max(0, from), Math.max(0, from + limit)) };
}

/** Reads chunks by their ids. */
export async function findChunks(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<Map<string, readonly RunInput[]>> {
  const chunks = new Map<string, readonly RunInput[]>();
  for (let at = 0; at < ids.length; at += CHUNKS_PER_STATEMENT) {
    const rows = await db
      .selectFrom('input_chunks')
      .select(['id', 'inputs'])
      .where('id', 'in', ids.slice(at, at + CHUNKS_PER_STATEMENT))
      .execute();
    for (const { id, inputs } of rows) chunks.set(id, inputs);
  }
  return chunks;
}

/** A name made from the content of a chunk, as a UUID: 16 bytes of its SHA-256. */
function chunkId(inputs: readonly RunInput[]): string {
  const hex = createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
