import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { GetObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import type { ByteRange } from './lake';
import { LakeRefusedError, LakeUnreachableError } from './lake';
import type { S3Call } from './s3-faults';
import { mismatchOf } from './whole-body';

/** What makes the SDK compare no checksums that a server sends unasked. */
export const CHECKSUM_REMEDY =
  'set AWS_RESPONSE_CHECKSUM_VALIDATION=WHEN_REQUIRED for every process of the product';

/** A body that does not fit the checksum that came with it. */
export interface Mismatch {
  readonly call: S3Call;
  readonly place: GetObjectCommandInput;
  readonly range: ByteRange | undefined;
  /** `Content-Range` of the answer. */
  readonly of: string | undefined;
  /** What the SDK said. */
  readonly error: Error;
  readonly signal: AbortSignal | undefined;
}

/**
 * Why a body does not fit its checksum: as the server sends the checksum of the whole object with a range, for good, or
 * as its bytes have come wrong.
 */
export async function explainMismatch(client: S3Client, mismatch: Mismatch): Promise<Error> {
  const { call, range, of, error } = mismatch;
  const { expected, header } = mismatchOf(error) ?? { expected: '', header: 'unknown' };
  if (range !== undefined && of !== undefined && (await isOfWholeObject(client, mismatch, expected))) {
    return new LakeRefusedError(
      `${call.url}: sends the checksum of the whole object with a range (${call.call}: ${header}); ${CHECKSUM_REMEDY}`,
    );
  }
  return new LakeUnreachableError(
    `${call.url}: spoils bytes (${call.call}: they do not fit the checksum ${header} that came with them); ` +
      'reading again may go well; if not, the object itself is damaged: upload it again',
  );
}

/** Asks for a range of another length: no two of those have one checksum. */
async function isOfWholeObject(
  client: S3Client,
  { place, range, of = '', signal }: Mismatch,
  expected: string,
): Promise<boolean> {
  const total = Number(/\/(\d+)$/.exec(of)?.[1] ?? Infinity);
  const length = range === undefined ? total : range.end - range.start;
  if (length >= total) return false;
  const other = length === 1 ? 'bytes=0-1' : 'bytes=0-0';
  try {
    const command = new GetObjectCommand({ ...place, Range: other });
    const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
    if (answer.Body instanceof Readable) answer.Body.on('error', () => undefined).destroy();
    return Object.entries(answer).some(([name, value]) => name.startsWith('Checksum') && value === expected);
  } catch {
    return false;
  }
}
