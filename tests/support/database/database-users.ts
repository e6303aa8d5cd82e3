import { randomUUID } from 'node:crypto';
import { testEndpoints } from '../servers/endpoints';
import { adminQuery } from './test-database';

/** A user of the test server that may log in. */
export interface DatabaseUser {
  readonly name: string;
  /** The same database, as this user. */
  urlOf(databaseUrl: string): string;
  /** To be called when no database has rights or tables of the user's. */
  drop(): Promise<void>;
}

/** A name that no other role of the test server has. */
export function roleName(): string {
  return `role_${randomUUID().replaceAll('-', '')}`;
}

/** Makes a user with these attributes, such as `CREATEROLE`. */
export async function createDatabaseUser(attributes = ''): Promise<DatabaseUser> {
  const { postgresUrl } = testEndpoints();
  const name = roleName();
  const password = randomUUID();
  await adminQuery(postgresUrl, `CREATE ROLE ${name} LOGIN PASSWORD '${password}' ${attributes}`);
  return {
    name,
    urlOf: (databaseUrl) => {
      const url = new URL(databaseUrl);
      url.username = name;
      url.password = password;
      return url.href;
    },
    drop: () => adminQuery(postgresUrl, `DROP ROLE ${name}`),
  };
}
