import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { isCalendarDay } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { faultInLakeUrl } from '../storage/lake-url';

/** First execution date where none is set. */
export const DEFAULT_START_DATE = '2024-11-29';
/** The API's port where none is set. */
export const DEFAULT_PORT = 8000;

/** Everything that can be set, checked; what is undefined was not set, and the embedded part takes its place. */
export interface Settings {
  readonly lakeUrl: string | undefined;
  /** A server other than AWS, as the AWS SDK names it. */
  readonly s3Endpoint: string | undefined;
  readonly s3Region: string | undefined;
  readonly databaseUrl: string | undefined;
  /** As Temporal's own tools read it, its profile file included; without an address, the embedded server is used. */
  readonly temporal: ClientConnectConfig;
  readonly startDate: CalendarDay | undefined;
  /** Share of malformed rows above which a run fails, 0 to 1. */
  readonly maxRejectedFraction: number;
  readonly port: number | undefined;
}

/** The settings cannot be used; `faults` lists all that is wrong, and holds no value of a secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(readonly faults: readonly string[]) {
    super(`settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

const port = numberText((value) => Number.isInteger(value) && value <= 65_535, 'must be a port, 0 to 65535');
const endpoint = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });

const schema = z.object({
  LAKE_URL: z
    .string()
    .refine((url) => faultInLakeUrl(url) === undefined, 'must be s3://bucket/prefix or file:///folder')
    .optional(),
  AWS_ENDPOINT_URL_S3: endpoint.optional(),
  AWS_ENDPOINT_URL: endpoint.optional(),
  AWS_REGION: z.string().optional(),
  AWS_DEFAULT_REGION: z.string().optional(),
  DATABASE_URL: z
    .string()
    .refine(
      (url) => /^postgres(ql)?:\/\//.test(url) && URL.canParse(url),
      'must be a postgres://… URL (its value is not shown)',
    )
    .optional(),
  START_DATE: z.string().refine(isCalendarDay, 'must be a day of the calendar as YYYY-MM-DD').optional(),
  MAX_REJECTED_FRACTION: numberText((value) => value <= 1, 'must be a number from 0 to 1').default(0.05),
  PORT: port.optional(),
  METRICS_PORT: port.optional(),
});

/** A number of digits with at most one point, as nobody misreads it. */
function numberText(isValid: (value: number) => boolean, error: string) {
  return z
    .string()
    .refine((text) => /^\d*\.?\d+$/.test(text) && isValid(Number(text)), error)
    .transform(Number);
}

/**
 * Reads the settings from the environment (an empty value counts as none), once and as a whole.
 * @throws SettingsError with every fault at once.
 */
export function loadSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const set = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''),
  );
  const faults: string[] = [];
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));
  }
  const temporal = readTemporal(set, faults);
  if (!parsed.success || temporal === undefined) throw new SettingsError(faults);
  const values = parsed.data;
  return Object.freeze({
    lakeUrl: values.LAKE_URL,
    s3Endpoint: values.AWS_ENDPOINT_URL_S3 ?? values.AWS_ENDPOINT_URL,
    s3Region: values.AWS_REGION ?? values.AWS_DEFAULT_REGION,
    databaseUrl: values.DATABASE_URL,
    temporal,
    startDate: values.START_DATE,
    maxRejectedFraction: values.MAX_REJECTED_FRACTION,
    port: values.PORT,
  });
}

function readTemporal(env: Record<string, string>, faults: string[]): ClientConnectConfig | undefined {
  try {
    return loadClientConnectConfig({ overrideEnvVars: env });
  } catch (error) {
    // Further lines of a message quote the profile file, which may hold the API key.
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const line = error instanceof Error && 'line' in error ? ` (line ${String(error.line)} of its file)` : '';
    faults.push(`TEMPORAL_* ${what}${line}`);
    return undefined;
  }
}

/** The environment for programs that are started, such as those that find others on the PATH. */
export function childEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}
