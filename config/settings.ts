import { readFileSync } from 'node:fs';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import type { z } from 'zod';
import { DECLARATIONS, SETTINGS } from './declarations';
import type { Declaration } from './declarations';
import { endBeforeStart, SettingsError } from './settings-error';
import { readTracing } from './tracing-settings';

/** The API's default port. */
export const DEFAULT_PORT = Number(DECLARATIONS.port.unset);
/** The default port of the API's metrics. */
export const DEFAULT_METRICS_PORT = Number(DECLARATIONS.metricsPort.unset);
/** The default port of a worker's metrics. */
export const DEFAULT_WORKER_METRICS_PORT = Number(DECLARATIONS.workerMetricsPort.unset);

type Value<D extends Declaration> = z.output<D['type']> | (D extends { default: string } ? never : undefined);
type Values = { readonly [Field in keyof typeof DECLARATIONS]: Value<(typeof DECLARATIONS)[Field]> };

/** All settings, checked; undefined means not set and without a default. */
export interface Settings extends Values {
  /** Read as Temporal's own tools do, including the profile file; without an address the embedded server is used. */
  readonly temporal: ClientConnectConfig;
  /** Whether workers send traces; OpenTelemetry reads the rest itself. */
  readonly tracing: boolean;
}

/**
 * Reads all settings from the environment once; an empty value counts as not set.
 * @throws SettingsError with every fault at once.
 */
export function loadSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const set = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
  const faults: string[] = [];
  for (const { name, secret } of SETTINGS) if (secret) readFileSetting(name, set, faults);
  const values = Object.fromEntries(
    Object.entries<Declaration>(DECLARATIONS).map(([field, declaration]) => [
      field,
      readValue(declaration, set, faults),
    ]),
  ) as Values;
  checkTogether([DECLARATIONS.deploymentName, DECLARATIONS.buildId], set, faults);
  const { startDate, endDate } = values;
  if (startDate !== undefined && endDate !== undefined && endDate < startDate) {
    faults.push(endBeforeStart(startDate, endDate));
  }
  const temporal = readTemporal(set, faults);
  const tracing = readTracing(set, faults);
  if (temporal === undefined || faults.length > 0) throw new SettingsError(faults);
  return Object.freeze({ ...values, temporal, tracing });
}

function readValue(
  { name, otherName, type, default: text }: Declaration,
  env: Readonly<Record<string, string>>,
  faults: string[],
): unknown {
  const names = otherName === undefined ? [name] : [name, otherName];
  // All names are parsed, so that a fault is reported even if another name takes precedence.
  const values = names.flatMap((of) => {
    const given = env[of];
    if (given === undefined) return [];
    const { success, data, error } = type.safeParse(given);
    if (!success) faults.push(...error.issues.map(({ message }) => `${of} ${message}`));
    return [data];
  });
  return values.length === 0 && text !== undefined ? type.parse(text) : values[0];
}

/** `<name>_FILE` names a file with the value, as orchestrators mount secrets, so that the environment contains no secret. */
function readFileSetting(name: string, env: Record<string, string>, faults: string[]): void {
  const file = env[`${name}_FILE`];
  if (file === undefined) return;
  if (env[name] !== undefined) {
    faults.push(`${name}_FILE and ${name} are both set; set one of them`);
    return;
  }
  try {
    env[name] = readFileSync(file, 'utf8').trim();
  } catch (error) {
    faults.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
  }
}

/** Settings that must be set together. */
function checkTogether(
  settings: readonly Declaration[],
  env: Readonly<Record<string, string>>,
  faults: string[],
): void {
  const missing = settings.filter(({ name }) => env[name] === undefined);
  if (missing.length === settings.length) return;
  const names = settings.map(({ name }) => name).join(' and ');
  faults.push(...missing.map(({ name }) => `${name} is not set; set ${names} together, or neither`));
}

function readTemporal(env: Record<string, string>, faults: string[]): ClientConnectConfig | undefined {
  try {
    return loadClientConnectConfig({ overrideEnvVars: env });
  } catch (error) {
    // Further lines of a message quote the profile file, which may contain the API key.
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const line = error instanceof Error && 'line' in error ? ` (line ${String(error.line)} of its file)` : '';
    faults.push(`TEMPORAL_* ${what}${line}`);
    return undefined;
  }
}

/** The environment for child processes. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}
