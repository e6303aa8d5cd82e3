import { SETTING_NAMES } from './settings';

/** Settings of a process that others take over, as the environment has them. */
export type SharedSettings = Readonly<Record<string, string>>;

/** Ports belong to one process; the database's addresses may hold a password, and the first is told by other means. */
const NOT_SHARED: readonly string[] = [
  'PORT',
  'METRICS_PORT',
  'WORKER_METRICS_PORT',
  'DATABASE_URL',
  'DATABASE_URL_FILE',
  'DATABASE_DIRECT_URL',
  'DATABASE_DIRECT_URL_FILE',
];
const SHARED = [...SETTING_NAMES.filter((name) => !NOT_SHARED.includes(name)), 'TEMPORAL_NAMESPACE'];

/** The settings of an environment that others may take over: no port and no secret. */
export function findSharedSettings(env: NodeJS.ProcessEnv = process.env): SharedSettings {
  return Object.fromEntries(
    SHARED.map((name) => [name, env[name] ?? ''] as const).filter(
      ([, value]) => value !== '' && !holdsPassword(value),
    ),
  );
}

/** The environment, with shared settings where it has none. */
export function completeEnvironment(
  shared: SharedSettings,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const missing = Object.entries(shared).filter(([name]) => (env[name] ?? '') === '');
  return { ...env, ...Object.fromEntries(missing) };
}

/** A setting with two values; undefined is none. */
export interface SettingDifference {
  readonly name: string;
  readonly here: string;
  readonly there: string | undefined;
}

/** The settings of the environment that say something else than the shared ones. */
export function findDifferences(
  shared: SharedSettings,
  env: NodeJS.ProcessEnv = process.env,
): SettingDifference[] {
  return Object.entries(findSharedSettings(env))
    .filter(([name, value]) => shared[name] !== value)
    .map(([name, here]) => ({ name, here, there: shared[name] }));
}

/** Whether a value is a URL with a password in it. */
export function holdsPassword(value: string): boolean {
  return withoutPassword(value) !== value;
}

/** A URL as it may be shown; any other text as it is. */
export function withoutPassword(value: string): string {
  if (!URL.canParse(value)) return value;
  const url = new URL(value);
  const secrets = [...url.searchParams.keys()].filter((name) => /password/i.test(name));
  if (url.password === '' && secrets.length === 0) return value;
  url.password = '';
  for (const name of secrets) url.searchParams.delete(name);
  return url.href;
}
