import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { GetObjectCommandInput, GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import type { LakeFault, LakeProbe } from './lake';
import { PROBE_KEY } from './lake-keys';
import { CHECKSUM_REMEDY } from './s3-checksums';
import { describeFault, httpStatus, mayPass, toLakeError } from './s3-faults';
import { mismatchOf } from './whole-body';

/** Where the server is tried. */
export interface ProbeOptions {
  readonly url: string;
  readonly bucket: string;
  /** Of all keys, with its slash at the end. */
  readonly prefix: string;
  readonly signal?: AbortSignal;
}

const BYTES = 'adtech doctor: this object may be removed\n';
const RANGE = { header: 'bytes=7-12', text: BYTES.slice(7, 13) };
const NO_ETAG = '"00000000000000000000000000000000"';
const SERVER_REMEDY = 'use a server, or a version of it, that knows it; behind a proxy, let it through';

/**
 * Tries what the product relies on: conditions on reading and writing, and ranges with their checksums.
 * @throws LakeUnreachableError, LakeRefusedError
 */
export async function probeServer(client: S3Client, options: ProbeOptions): Promise<LakeProbe> {
  const first = await probeOnce(client, options);
  if (first.faults.length === 0) return first;
  // Another doctor may have removed the object in between.
  const second = await probeOnce(client, options);
  const twice = new Set(first.faults.map(({ message }) => message));
  return { ...second, faults: second.faults.filter(({ message }) => twice.has(message)) };
}

async function probeOnce(
  client: S3Client,
  { url, bucket, prefix, signal }: ProbeOptions,
): Promise<LakeProbe> {
  const place = { Bucket: bucket, Key: prefix + PROBE_KEY };
  const abort = signal === undefined ? {} : { abortSignal: signal };
  const get: Get = (more) => client.send(new GetObjectCommand({ ...place, ...more }), abort);
  const put = (more: { IfNoneMatch?: string } = {}) =>
    client.send(new PutObjectCommand({ ...place, Body: BYTES, ...more }), abort);
  try {
    await put();
  } catch (error) {
    if (httpStatus(error) !== 403) throw toLakeError(error, { url, call: `PUT ${PROBE_KEY}` });
    return { notTried: `no right to write ${PROBE_KEY}`, faults: [] };
  }
  try {
    const faults = [
      await probeIfMatch(get),
      await probeRange(get),
      await probeIfNoneMatch(() => put({ IfNoneMatch: '*' })),
    ];
    return { faults: faults.filter((fault) => fault !== undefined) };
  } catch (error) {
    throw toLakeError(error, { url, call: `GET or PUT ${PROBE_KEY}` });
  } finally {
    // A role without this right leaves one small object, which the next probe writes over.
    await client.send(new DeleteObjectCommand(place), abort).catch(() => undefined);
  }
}

type Get = (more: Partial<GetObjectCommandInput>) => Promise<GetObjectCommandOutput>;

async function probeIfMatch(get: Get): Promise<LakeFault | undefined> {
  const lost = 'an object that is replaced while it is read is noticed by the ETag of each answer only';
  try {
    const { Body: body } = await get({ IfMatch: NO_ETAG });
    await body?.transformToByteArray();
  } catch (error) {
    if (httpStatus(error) === 412) return undefined;
    if (mayPass(error)) throw error;
    return {
      message: `the server fails a read with \`If-Match\` (${describeFault(error)}): ${lost}`,
      remedy: SERVER_REMEDY,
    };
  }
  return { message: `the server ignores \`If-Match\`: ${lost}`, remedy: SERVER_REMEDY };
}

async function probeRange(get: Get): Promise<LakeFault | undefined> {
  const lost = 'logs cannot be counted in ranges';
  try {
    const { Body: body } = await get({ Range: RANGE.header });
    if ((await body?.transformToString()) === RANGE.text) return undefined;
  } catch (error) {
    if (error instanceof Error && mismatchOf(error) !== undefined) {
      return {
        message: `the server sends the checksum of the whole object with a range: ${lost}`,
        remedy: CHECKSUM_REMEDY,
      };
    }
    if (mayPass(error)) throw error;
    return {
      message: `the server fails a read of a range (${describeFault(error)}): ${lost}`,
      remedy: SERVER_REMEDY,
    };
  }
  return { message: `the server ignores ranges, or sends other bytes: ${lost}`, remedy: SERVER_REMEDY };
}

async function probeIfNoneMatch(put: () => Promise<unknown>): Promise<LakeFault | undefined> {
  const lost =
    'of two that write one object at the same moment, the second replaces what the first has handed on';
  try {
    await put();
  } catch (error) {
    if (httpStatus(error) === 412) return undefined;
    if (mayPass(error)) throw error;
    return {
      message: `the server fails a write with \`If-None-Match: *\` (${describeFault(error)}): counts cannot be written`,
      remedy: SERVER_REMEDY,
    };
  }
  return { message: `the server ignores \`If-None-Match: *\`: ${lost}`, remedy: SERVER_REMEDY };
}
