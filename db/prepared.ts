import { CompiledQuery } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Database } from './schema';

/** A place in a statement for a value that each execution gives. */
class Slot {
  constructor(readonly name: string) {}
}

/** A statement whose text is made once; each execution gives its values. */
export type Prepared<Row, Values> = (db: Kysely<Database>, values: Values) => Promise<readonly Row[]>;

/**
 * Makes a statement from a template that names each value of an execution. Putting a text together takes
 * Kysely longer than all else that is done here for a statement that is executed often.
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
