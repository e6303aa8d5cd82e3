import { settingNames, SETTINGS } from './declarations';

/** Settings of a process that other processes take over, by the name of the environment variable. */
export type SharedSettings = Readonly<Record<string, string>>;

const SHARED = [
  ...SETTINGS.filter(({ ofOneProcess }) => ofOneProcess !== true).flatMap(settingNames),
  'TEMPORAL_NAMESPACE',
];

/** The settings of an environment that other processes may take over: no port and no secret. */
export function findSharedSettings(env: NodeJS.ProcessEnv = process.env): SharedSettings {
  return Object.fromEntries(
    SHARED.map((name) => [name, env[name] ?? ''] as const).filter(
      ([, value]) => value !== '' && !holdsPassword(value),
    ),
  );
}

/** The environment, completed with shared settings. */
export function completeEnvironment(
  shared: SharedSettings,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const missing = Object.entries(shared).filter(([name]) => (env[name] ?? '') === '');
  return { ...env, ...Object.fromEntries(missing) };
}

/** A setting with two different values; undefined means not set. */
export interface SettingDifference {
  readonly name: string;
  readonly here: string;
  readonly there: string | undefined;
}

/** The settings of the environment that differ from the shared ones. */
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

/** A URL without its passwords; any other text unchanged. */
export function withoutPassword(value: string): string {
  if (!URL.canParse(value)) return value;
  const url = new URL(value);
  const secrets = [...url.searchParams.keys()].filter((name) => /password/i.test(name));
  if (url.password === '' && secrets.length === 0) return value;
  url.password = '';
  for (const name of secrets) url.searchParams.delete(name);
  return url.href;
}
