import { CompiledQuery, sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { ClientBase } from 'pg';
import type { Database } from './schema';

/** The group role with the rights of the API: to read what it answers from. It belongs to all databases of a server. */
export const API_ROLE = 'adtech_api';

/** The tables and views that the API reads; Kysely's record of migrations tells whether the database is migrated. */
export const READ_BY_API = [
  'top_products_lists',
  'top_ctr_lists',
  'model_lists',
  'top_products',
  'top_ctr_products',
  'model_recommendations',
  'advertisers',
  'runs',
  'publications',
  'evaluations',
  'list_evaluations',
  'model_evaluations',
  'api_keys',
  'kysely_migration',
] as const;

/** An arbitrary number, the same in every process: grants on one table at once would fail each other. */
const GRANT_LOCK = 7_205_119_846;

// The right to SET ROLE is one of its own from Postgres 16 on; before, every member had it.
const RIGHT_TO_TAKE = `CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END`;

/**
 * Makes the role if the server has none, and grants it what the API reads of this database. Harmless when repeated, and
 * done by every `migrate`: a restored dump brings neither role nor rights. A user without the right to do so changes
 * nothing, which a NOTICE says.
 */
export async function grantApiRole(db: Kysely<Database>, role: string = API_ROLE): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(${GRANT_LOCK})`.execute(trx);
    await sql`DO ${sql.lit(grantBlock(role))}`.execute(trx);
  });
}

function grantBlock(role: string): string {
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
  return `
    DECLARE
      api_role CONSTANT name := ${literal(role)};
      relation text;
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = api_role) THEN
        BEGIN
          EXECUTE format('CREATE ROLE %I NOLOGIN', api_role);
          -- From Postgres 16 on, who makes a role may grant it to itself, but does not have it.
          IF NOT pg_has_role(api_role, ${RIGHT_TO_TAKE}) THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', api_role);
          END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
          NULL; -- Another database of the server was migrated at the same moment.
        END;
      END IF;
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), api_role);
      FOREACH relation IN ARRAY ARRAY[${READ_BY_API.map(literal).join(', ')}] LOOP
        IF to_regclass(relation) IS NOT NULL AND NOT has_table_privilege(api_role, relation, 'SELECT') THEN
          EXECUTE format('GRANT SELECT ON %I TO %I', relation, api_role);
        END IF;
      END LOOP;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE NOTICE 'the role % is not ready: %', api_role, SQLERRM;
    END`;
}

interface RoleState {
  readonly login: string;
  readonly exists: boolean;
  readonly may_take: boolean;
  readonly has_rights: boolean;
}

// Tables that are not there yet lack no right: a migration that makes them grants it.
const ROLE_STATE = `
  SELECT quote_ident(session_user) AS login, exists, may_take, has_rights,
    CASE WHEN $3 AND may_take AND has_rights THEN set_config('role', $1::text, false) END AS role
  FROM (
    SELECT count(*) > 0 AS exists,
      coalesce(bool_or(pg_has_role(oid, ${RIGHT_TO_TAKE})), false) AS may_take,
      coalesce(bool_and((
        SELECT bool_and(has_table_privilege(pg_roles.oid, to_regclass(relation)::oid, 'SELECT'))
        FROM unnest($2::text[]) AS relation
      )), true) AS has_rights
    FROM pg_roles WHERE rolname = $1::text
  ) AS state`;

/**
 * Gives all rights of the session up for those of the role, if its user may. What comes back is why not and what to do
 * about it; the session then keeps its rights.
 */
export async function takeApiRole(
  client: Pick<ClientBase, 'query'>,
  role: string,
  timeoutMs: number,
): Promise<string | undefined> {
  const statement = { text: ROLE_STATE, values: [role, READ_BY_API, true], query_timeout: timeoutMs };
  const { rows } = await client.query<RoleState>(statement);
  const [state] = rows;
  if (state === undefined) throw new Error('no answer on the rights of the session');
  if (state.exists && !state.may_take) {
    return `the user ${state.login} is no member of the role ${role}; GRANT ${role} TO ${state.login} makes it one`;
  }
  return faultOfRole(role, state);
}

/** What the role lacks to be taken on this database, and what to do about it; undefined when it is ready. */
export async function findFaultOfApiRole(
  db: Kysely<Database>,
  role: string = API_ROLE,
): Promise<string | undefined> {
  const { rows } = await db.executeQuery<RoleState>(
    CompiledQuery.raw(ROLE_STATE, [role, READ_BY_API, false]),
  );
  return rows[0] && faultOfRole(role, rows[0]);
}

function faultOfRole(role: string, { exists, has_rights }: RoleState): string | undefined {
  if (!exists)
    return `the role ${role} does not exist; run \`npx adtech migrate\` as a user that may create roles`;
  if (!has_rights)
    return `the role ${role} may not read all that the API reads; run \`npx adtech migrate\` as the tables' owner`;
  return undefined;
}
