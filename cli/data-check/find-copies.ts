import { createHash } from 'node:crypto';
import type { ByteRange, Lake, LakeObject } from '../../storage/lake';
import { groupSame } from '../../domain/same-objects';
import type { LakeInputs } from '../../logs/list-inputs';
import { reportCopies } from '../copies';
import { patiently } from '../patiently';
import type { Copies } from '../copies';
import { NAMED_IDS } from './report';
import type { Named, ObjectReport } from './report';

/** Number of first bytes that are compared before the rest: different objects mostly differ in them. */
const HEAD_BYTES = 64 * 1024;

/**
 * Finds objects of one log with the same bytes. Only objects with the same size and equal reports, but different ETags, are
 * read again: in a folder each file has a different ETag.
 */
export async function findCopies(
  lake: Lake,
  inputs: LakeInputs,
  reports: readonly ObjectReport[],
  signal: AbortSignal,
): Promise<Named<Copies>> {
  const objects = new Map(
    Object.values(inputs.objects).flatMap((log) => log.map((one) => [one.key, one] as const)),
  );
  // Equal objects without a row, such as hourly files with only a header, are harmless.
  const withRows = reports.flatMap((report) => {
    const object = objects.get(report.key);
    return object === undefined || report.rows === 0 ? [] : [{ ...object, log: report.log, report }];
  });
  const likely = groupSame(withRows, ({ report }) => JSON.stringify({ ...report, key: '', entry: '' }));
  const copies: Copies[] = [];
  for (const group of likely) {
    for (const same of await groupSameBytes(lake, group, signal)) copies.push(reportCopies(same));
  }
  return { count: copies.length, first: copies.slice(0, NAMED_IDS) };
}

async function groupSameBytes<One extends LakeObject>(
  lake: Lake,
  group: readonly One[],
  signal: AbortSignal,
): Promise<One[][]> {
  const byHead = await groupByHash(lake, group, HEAD_BYTES, signal);
  const found: One[][] = [];
  for (const alike of byHead) {
    const isWhole = (alike[0]?.sizeBytes ?? 0) <= HEAD_BYTES;
    found.push(...(isWhole ? [alike] : await groupByHash(lake, alike, Infinity, signal)));
  }
  return found;
}

/** Groups objects whose first `bytes` are equal; objects with the same ETag are read once. */
async function groupByHash<One extends LakeObject>(
  lake: Lake,
  group: readonly One[],
  bytes: number,
  signal: AbortSignal,
): Promise<One[][]> {
  const hashes = new Map<string, string>();
  if (new Set(group.map(({ etag }) => etag)).size === 1) return [[...group]];
  for (const { key, etag, sizeBytes } of group) {
    if (hashes.has(etag)) continue;
    const range = { start: 0, end: Math.min(bytes, sizeBytes) };
    const object = { key, etag, sizeBytes };
    hashes.set(etag, await patiently(() => hashOf(lake, object, range, signal), signal));
  }
  return groupSame(group, ({ etag }) => hashes.get(etag));
}

async function hashOf(
  lake: Lake,
  { key, etag }: LakeObject,
  range: ByteRange,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const body = await lake.read(key, { ifMatch: etag, range, signal });
  for await (const chunk of body as AsyncIterable<Uint8Array>) hash.update(chunk);
  return hash.digest('hex');
}
