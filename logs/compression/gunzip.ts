import { pipeline } from 'node:stream';
import { isNativeError } from 'node:util/types';
import { createGunzip } from 'node:zlib';
import type { Gunzip } from 'node:zlib';
import type { LakeObject } from '../../storage/lake';
import { BadLogError } from '../bad-log';

/** Unpacks gzip, of one member or several. @throws BadLogError when its data is broken, cut short, or followed by other bytes. */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  object: LakeObject,
): AsyncGenerator<Uint8Array> {
  const unpacked: Gunzip = createGunzip();
  // The error reaches this generator through `unpacked`, which the pipeline destroys with it.
  pipeline(chunks, unpacked, () => undefined);
  try {
    yield* unpacked as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (isNativeError(error) && 'code' in error && String(error.code).startsWith('Z_')) {
      throw new BadLogError(
        object.key,
        `its gzip data is broken or cut short (${error.message}); upload it again`,
      );
    }
    throw error;
  }
  if (unpacked.bytesWritten !== object.sizeBytes) {
    const rest = object.sizeBytes - unpacked.bytesWritten;
    throw new BadLogError(object.key, `${String(rest)} bytes follow its gzip data; upload it again`);
  }
}
