import { REJECT_REASONS } from '../domain/record-validation';
import type { RejectReason } from '../domain/record-validation';
import type { CountedRecords } from '../counting/plan/counted-object';
import type { InputObject } from '../logs/input-object';
import { TooManyRejectsError } from './failures';
import { addRejects } from '../logs/rejects';
import type { Reject } from '../logs/rejects';
import { describeHint } from '../logs/sniff/describe-hint';
import type { Lake } from '../storage/lake';
import { readParquet } from '../storage/parquet';

/** What was read of an object, and where its rejected rows are listed. */
export type ReadObject = Pick<
  CountedRecords,
  'records' | 'ignored' | 'rejected' | 'rejects' | 'firstLines'
> & {
  readonly object: InputObject;
  readonly rejectedRows?: CountedRecords['rejectedRows'];
};

/**
 * Refuses inputs of which, taken together, more than `maxRejectedFraction` (0 to 1) is malformed.
 *
 * @param name what the objects are, for the message.
 * @param lake has the lists of their rejected rows, which are read for the message.
 * @throws TooManyRejectsError
 */
export async function assertFewRejects(
  name: string,
  objects: readonly ReadObject[],
  maxRejectedFraction: number,
  lake: Lake,
): Promise<void> {
  const records = objects.reduce((sum, one) => sum + one.records, 0);
  const rejected = objects.reduce((sum, one) => sum + one.rejected, 0);
  if (rejected <= maxRejectedFraction * records) return;
  const lists = objects.flatMap(({ rejectedRows }) => (rejectedRows ? [rejectedRows.key] : []));
  const more = lists.length > 1 ? ` and ${String(lists.length - 1)} more` : '';
  throw new TooManyRejectsError(
    `${name}: ${percent(rejected / records)} of the rows are malformed (${String(rejected)} of ${String(records)}): ` +
      `${await describeReasons(objects, lake)}. Allowed are ${percent(maxRejectedFraction)}` +
      `${lists.length === 0 ? '' : `; ${lists[0] ?? ''}${more} list the first of them`}. ` +
      'Correct the logs and upload them again, or raise MAX_REJECTED_FRACTION for the workers; days and types of another form can be described (`npx adtech data describe`)',
  );
}

async function describeReasons(objects: readonly ReadObject[], lake: Lake): Promise<string> {
  const rejects = addRejects(objects.map((one) => one.rejects));
  const reasons = REJECT_REASONS.filter((reason) => rejects[reason] !== undefined);
  const texts: string[] = [];
  for (const reason of reasons) {
    const first = objects.find(({ firstLines }) => firstLines[reason] !== undefined);
    const where =
      first === undefined ? '' : `, first at ${first.object.key} line ${String(first.firstLines[reason])}`;
    const hint = first === undefined ? undefined : await hintOn(reason, first, lake);
    texts.push(`${reason} ${String(rejects[reason])}${where}${hint === undefined ? '' : ` (${hint})`}`);
  }
  return texts.join('; ');
}

/** What the listed rows of an object say of a reason, as in the report of `data check`. */
async function hintOn(
  reason: RejectReason,
  { rejectedRows }: ReadObject,
  lake: Lake,
): Promise<string | undefined> {
  if (rejectedRows == null) return undefined;
  const listed = await readParquet<Reject>(lake, rejectedRows);
  return describeHint(
    reason,
    listed.filter((row) => row.reason === reason).map(({ text }) => text),
  );
}

function percent(fraction: number): string {
  return `${String(Math.round(fraction * 10_000) / 100)} %`;
}
