import { CompiledQuery, sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database } from './schema';

/** A right on a table, view or sequence. */
export type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'USAGE';

/** A group role with the rights of one kind of process; all databases of a server share it. */
export interface ProcessRole {
  readonly name: string;
  /** The name of the process in messages. */
  readonly process: string;
  /** Rights by table, view or sequence; on all others the role has no right. */
  readonly rights: Readonly<Record<string, readonly Right[]>>;
}

const READ: readonly Right[] = ['SELECT'];
const REPLACE: readonly Right[] = ['SELECT', 'INSERT', 'DELETE'];
const RECORD: readonly Right[] = ['SELECT', 'INSERT', 'UPDATE'];

/** The role of the API, which only reads; it also reads Kysely's table of migrations, to check that the database is migrated. */
export const API_ROLE: ProcessRole = {
  name: 'adtech_api',
  process: 'the API',
  rights: {
    top_products_lists: READ,
    top_ctr_lists: READ,
    model_lists: READ,
    top_products: READ,
    top_ctr_products: READ,
    model_recommendations: READ,
    advertisers: READ,
    runs: READ,
    input_chunks: READ,
    run_inputs: READ,
    publications: READ,
    evaluations: READ,
    advertiser_evaluations: READ,
    list_evaluations: READ,
    model_evaluations: READ,
    api_keys: READ,
    kysely_migration: READ,
  },
};

/** The role of the worker, which publishes and records runs. It has no rights on the API's keys. */
export const WORKER_ROLE: ProcessRole = {
  name: 'adtech_worker',
  process: 'the worker',
  rights: {
    top_products_lists: REPLACE,
    top_ctr_lists: REPLACE,
    model_lists: REPLACE,
    top_products: READ,
    top_ctr_products: READ,
    model_recommendations: READ,
    advertisers: ['SELECT', 'INSERT'],
    runs: RECORD,
    input_chunks: RECORD,
    run_inputs: READ,
    publications: RECORD,
    evaluations: RECORD,
    advertiser_evaluations: REPLACE,
    list_evaluations: READ,
    model_evaluations: REPLACE,
    fence_tokens: ['USAGE'],
    kysely_migration: READ,
  },
};

/** All roles. */
export const PROCESS_ROLES: readonly ProcessRole[] = [API_ROLE, WORKER_ROLE];

/** An arbitrary number, the same in every process, for a lock: concurrent grants on one table would fail. */
const GRANT_LOCK = 7_205_119_846;

// From Postgres 16 on SET ROLE is a separate right; before, every member had it.
const RIGHT_TO_TAKE = `CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END`;

/**
 * Creates the role if it is missing, and gives it exactly its rights on this database. Idempotent; every `migrate` does it,
 * because a restored dump contains neither role nor rights. For a user without the right to do so nothing changes, and
 * Postgres sends a NOTICE.
 */
export async function grantRole(db: Kysely<Database>, role: ProcessRole): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(${GRANT_LOCK})`.execute(trx);
    await sql`DO ${sql.lit(grantBlock(role))}`.execute(trx);
  });
}

function grantBlock(role: ProcessRole): string {
  const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const wanted = rightsOf(role).map(([relation, right]) => `(${literal(relation)}, ${literal(right)})`);
  return `
    DECLARE
      process_role CONSTANT name := ${literal(role.name)};
      change text;
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = process_role) THEN
        BEGIN
          EXECUTE format('CREATE ROLE %I NOLOGIN', process_role);
          -- From Postgres 16 on, who makes a role may grant it to itself, but does not have it.
          IF NOT pg_has_role(process_role, ${RIGHT_TO_TAKE}) THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', process_role);
          END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
          NULL; -- Another database of the server was migrated at the same moment.
        END;
      END IF;
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), process_role);
      FOR change IN
        WITH wanted (relation, "right") AS (VALUES ${wanted.join(', ')}),
        relations AS (
          SELECT oid, relname, CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind, relacl
          FROM pg_class
          WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
            AND pg_has_role(relowner, 'USAGE')
        ),
        held AS (
          SELECT relname, kind, privilege_type
          FROM relations CROSS JOIN aclexplode(relacl)
          WHERE grantee = (SELECT oid FROM pg_roles WHERE rolname = process_role)
        )
        SELECT format('GRANT %s ON %s %I TO %I', "right", kind, relname, process_role)
        FROM wanted JOIN relations ON relname = relation
        WHERE (relname::text, "right") NOT IN (SELECT relname::text, privilege_type FROM held)
        UNION ALL
        -- What an earlier version needed and this one does not.
        SELECT format('REVOKE %s ON %s %I FROM %I', privilege_type, kind, relname, process_role)
        FROM held WHERE (relname::text, privilege_type) NOT IN (SELECT relation, "right" FROM wanted)
      LOOP
        EXECUTE change;
      END LOOP;
    EXCEPTION WHEN insufficient_privilege THEN
      RAISE NOTICE 'the role % is not ready: %', process_role, SQLERRM;
    END`;
}

function rightsOf({ rights }: ProcessRole): (readonly [relation: string, right: Right])[] {
  return Object.entries(rights).flatMap(([relation, kinds]) =>
    kinds.map((right) => [relation, right] as const),
  );
}

interface RoleState {
  readonly login: string;
  readonly exists: boolean;
  readonly may_take: boolean;
  readonly has_rights: boolean;
}

// Missing tables need no rights yet: `migrate` grants them after it has created the tables.
const ROLE_STATE = `
  SELECT quote_ident(session_user) AS login, exists, may_take, has_rights,
    CASE WHEN $4 AND may_take AND has_rights THEN set_config('role', $1::text, false) END AS role
  FROM (
    SELECT count(*) > 0 AS exists,
      coalesce(bool_or(pg_has_role(oid, ${RIGHT_TO_TAKE})), false) AS may_take,
      coalesce(bool_and((
        SELECT bool_and(CASE "right"
          WHEN 'USAGE' THEN has_sequence_privilege(pg_roles.oid, to_regclass(relation)::oid, "right")
          ELSE has_table_privilege(pg_roles.oid, to_regclass(relation)::oid, "right") END)
        FROM unnest($2::text[], $3::text[]) AS wanted (relation, "right")
      )), true) AS has_rights
    FROM pg_roles WHERE rolname = $1::text
  ) AS state`;

type RoleQuery = readonly [text: string, values: unknown[]];

/**
 * A query whose row says whether the role can be taken; `faultOfTaking` reads it. With `take` the session also changes to
 * the role's rights if its user may do so, and keeps its own rights otherwise.
 */
export function roleQuery(role: ProcessRole, { take }: { readonly take: boolean }): RoleQuery {
  const wanted = rightsOf(role);
  const relations = wanted.map(([relation]) => relation);
  return [ROLE_STATE, [role.name, relations, wanted.map(([, right]) => right), take]];
}

/** Why a session cannot take the role, and what to do about it; undefined when it can. */
export function faultOfTaking(role: ProcessRole, row: object): string | undefined {
  const state = row as RoleState;
  if (state.exists && !state.may_take) {
    return `the user ${state.login} is no member of the role ${role.name}; GRANT ${role.name} TO ${state.login} makes it one`;
  }
  return faultOf(role, state);
}

/** Why the role cannot be used on this database, and what to do about it; undefined when it can. */
export async function findFaultOfRole(db: Kysely<Database>, role: ProcessRole): Promise<string | undefined> {
  const { rows } = await db.executeQuery<RoleState>(CompiledQuery.raw(...roleQuery(role, { take: false })));
  return rows[0] && faultOf(role, rows[0]);
}

function faultOf({ name, process }: ProcessRole, { exists, has_rights }: RoleState): string | undefined {
  if (!exists)
    return `the role ${name} does not exist; run \`npx adtech migrate\` as a user that may create roles`;
  if (!has_rights)
    return `the role ${name} lacks rights that ${process} needs; run \`npx adtech migrate\` as the tables' owner`;
  return undefined;
}
