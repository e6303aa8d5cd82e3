import { CompiledQuery } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Database } from './schema';

/** A placeholder in a statement for a value of each execution. */
class Slot {
  constructor(readonly name: string) {}
}

/** A statement whose text is built once; each execution gives its values. */
export type Prepared<Row, Values> = (db: Kysely<Database>, values: Values) => Promise<readonly Row[]>;

/**
 * Creates a statement from a template that names each value of an execution. For a statement that is executed often, Kysely
 * would otherwise spend most of the time on building the text.
 */
export function prepareStatement<Row, Values extends object>(
  template: (slot: (name: keyof Values & string) => unknown) => RawBuilder<Row>,
): Prepared<Row, Values> {
  let compiled: CompiledQuery | undefined;
  return async (db, values) => {
    compiled ??= template((name) => new Slot(name)).compile(db);
    const parameters = compiled.parameters.map((value) =>
      value instanceof Slot ? values[value.name as keyof Values] : value,
    );
    const { rows } = await db.executeQuery<Row>(CompiledQuery.raw(compiled.sql, parameters));
    return rows;
  };
}
