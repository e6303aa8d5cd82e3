import { z } from 'zod';
import { isCalendarDay } from '../domain/execution-date';
import { CONTRACT_MODELS, MODELS } from '../domain/models';
import { faultInOptions } from '../db/connection-url';
import { faultInLakeUrl } from '../storage/lake-url';

const CONTRACT = CONTRACT_MODELS.map(({ name }) => name);
/** Names of the models that a deployment may leave out. */
export const OPTIONAL_MODELS: readonly string[] = MODELS.map(({ name }) => name).filter(
  (name) => !CONTRACT.includes(name),
);

/** The URL of a lake: a bucket with a prefix, or a folder. */
export const lakeUrl = z
  .string()
  .refine((url) => faultInLakeUrl(url) === undefined, 'must be s3://bucket/prefix or file:///folder');

/** The URL of an object of a lake. */
export const objectUrl = z
  .string()
  .refine(
    (url) => faultInLakeUrl(url) === undefined && /^(s3:\/\/[^/]+\/|file:\/\/\/).*[^/]$/.test(url),
    'must be s3://bucket/prefix/sources.json or file:///folder/sources.json',
  );

/** The URL of an HTTP server, without credentials. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'must not hold a user or a password');

/** The URL of a webhook, of which every part but the host is a secret; a message about it never shows its value. */
export const webhookUrl = z
  .string()
  .refine(
    (url) => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol),
    'must be an http:// or https:// URL (its value is not shown)',
  )
  .refine(
    (url) => !URL.canParse(url) || (new URL(url).username === '' && new URL(url).password === ''),
    'must not hold a user or a password: no request can carry them (its value is not shown)',
  );

/** The URL of a Postgres database; a message about it never shows its value. */
export const databaseUrl = z.string().superRefine((url, context) => {
  const isUrl = /^postgres(ql)?:\/\//.test(url) && URL.canParse(url);
  const fault = isUrl ? faultInOptions(url) : 'must be a postgres://… URL (its value is not shown)';
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
});

/** A calendar day, YYYY-MM-DD. */
export const day = z.string().refine(isCalendarDay, 'must be a day of the calendar as YYYY-MM-DD');

/** A number from 0 to 1. */
export const fraction = numberText((value) => value <= 1, 'must be a number from 0 to 1');

/** A TCP port; 0 is any free one. */
export const port = wholeNumber(0, 65_535, 'must be a port, 0 to 65535');

/** Names of optional models or `none`, read as the names of all models that runs rank with, in their fixed order. */
export const models = z
  .string()
  .transform((text) => (text === 'none' ? [] : splitAtCommas(text)))
  .refine(
    (names) => names.every((name) => OPTIONAL_MODELS.includes(name)),
    `must be none, or names with commas between, of ${OPTIONAL_MODELS.join(', ')}`,
  )
  .transform((names) =>
    Object.freeze([...CONTRACT, ...OPTIONAL_MODELS.filter((name) => names.includes(name))]),
  );

/** Origins of web pages, separated by commas; an empty text is an empty list. */
export const origins = z
  .string()
  .transform((text) => (text === '' ? [] : splitAtCommas(text)))
  .refine(
    (texts) => texts.every(isOrigin),
    'must be origins as browsers send them, with commas between: https://ads.example,http://localhost:3000',
  )
  .transform((texts): readonly string[] => Object.freeze(texts));

/** One of two words; the value is whether it is the first one. */
export function eitherWord(yes: string, no: string) {
  return z.enum([yes, no], { error: `must be ${yes} or ${no}` }).transform((word) => word === yes);
}

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number, error: string) {
  return numberText((value) => Number.isInteger(value) && value >= min && value <= max, error);
}

/** A number of digits with at most one point: no exponent or other notation. */
export function numberText(isValid: (value: number) => boolean, error: string) {
  return z
    .string()
    .refine((text) => /^\d*\.?\d+$/.test(text) && isValid(Number(text)), error)
    .transform(Number);
}

function splitAtCommas(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

/** Browsers send origins without path, upper case and default port: an origin with one of these would never match. */
function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
