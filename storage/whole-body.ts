import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { LakeUnreachableError } from './lake';
import { notOfS3 } from './s3-faults';
import type { S3Call } from './s3-faults';

/** A body of which fewer bytes come in such a time, while its reader waits for them, is given up and asked for again. */
const SLOW_BODY_MS = 10_000;
const SLOW_BODY_BYTES = 64 * 1024;

/** How a body is read. */
export interface WholeBodyOptions {
  readonly lengthBytes: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** What a body means that does not fit its checksum. */
  readonly onMismatch: (error: Error) => Promise<Error>;
}

/** Fails a body that ends before its announced length: a cut connection must not look like a short object. */
export function wholeBody(
  call: S3Call,
  body: Readable,
  { lengthBytes, signal, onMismatch }: WholeBodyOptions,
): Readable {
  if (lengthBytes === undefined) {
    body.destroy();
    throw notOfS3(call, 'Content-Length, without which a cut body looks like a whole one');
  }
  let seenBytes = 0;
  const cut = (cause: string) =>
    new LakeUnreachableError(
      `${call.url}: breaks off (${call.call}: ${String(seenBytes)} of ${String(lengthBytes)} bytes came${cause}); ` +
        'reading again from the start may go well',
    );
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      seenBytes += chunk.byteLength;
      done(null, chunk);
    },
    flush(done) {
      done(seenBytes === lengthBytes ? null : cut(''));
    },
  });
  let bytesBefore = 0;
  const watch = setInterval(() => {
    // Bytes that wait for the reader say that the reader is the slow one.
    const awaited = counted.readableLength === 0 && seenBytes < lengthBytes;
    if (awaited && seenBytes - bytesBefore < SLOW_BODY_BYTES) {
      const came = `only ${String(seenBytes - bytesBefore)} bytes came in ${String(SLOW_BODY_MS / 1000)} s`;
      counted.destroy(
        new LakeUnreachableError(
          `${call.url}: is too slow (${call.call}: ${came}); reading again may go well`,
        ),
      );
    }
    bytesBefore = seenBytes;
  }, SLOW_BODY_MS);
  const failureFor = async (error: Error): Promise<Error> => {
    if (signal?.aborted === true) return signal.reason as Error;
    return isMismatch(error) ? onMismatch(error) : cut(`: ${error.message}`);
  };
  body.on('error', (error) => {
    void failureFor(error).then((failure) => counted.destroy(failure));
  });
  counted.on('close', () => {
    clearInterval(watch);
    body.destroy();
  });
  return body.pipe(counted);
}

/** The checksum and its header that a body did not fit, as the SDK says it. */
export function mismatchOf(error: Error): { readonly expected: string; readonly header: string } | undefined {
  const found =
    /^Checksum mismatch: expected "([^"]*)" but received "[^"]*" in response header "([^"]*)"/.exec(
      error.message,
    );
  const [, expected, header] = found ?? [];
  return expected === undefined || header === undefined ? undefined : { expected, header };
}

function isMismatch(error: Error): boolean {
  return error.message.startsWith('Checksum mismatch');
}
