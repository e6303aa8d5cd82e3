import { text } from 'node:stream/consumers';
import Papa from 'papaparse';
import { TRUTH_COLUMNS } from '../../sample/write-sample';
import type { Lake } from '../../storage/lake';

/** A file is no valid file of click probabilities. */
export class BadTruthError extends Error {
  override readonly name = 'BadTruthError';
  constructor(key: string, line: number, fault: string) {
    super(`${key}, line ${line}: ${fault}`);
  }
}

/** By advertiser, the click probability of each product. */
export type Truth = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * Reads click probabilities in the format of `adtech sample --ctr`; undefined if there are none.
 * @throws BadTruthError
 */
export async function readTruth(lake: Lake, key: string, signal: AbortSignal): Promise<Truth | undefined> {
  if ((await lake.head(key, { signal })) === undefined) return undefined;
  return parseTruth(key, await text(await lake.read(key, { signal })));
}

/** Parses click probabilities, found by header name. @throws BadTruthError */
export function parseTruth(key: string, csv: string): Truth {
  const [header = [], ...rows] = Papa.parse<string[]>(csv, { header: false, delimiter: ',' }).data;
  const [advertiserAt, productAt, probabilityAt] = TRUTH_COLUMNS.map((column) => header.indexOf(column));
  if ([advertiserAt, productAt, probabilityAt].includes(-1)) {
    throw new BadTruthError(key, 1, `its header must be ${TRUTH_COLUMNS.join(',')}, not ${header.join(',')}`);
  }
  const truth = new Map<string, Map<string, number>>();
  rows.forEach((row, i) => {
    if (row.length === 1 && row[0] === '') return;
    const refuse = (fault: string) => new BadTruthError(key, i + 2, fault);
    if (row.length !== header.length) throw refuse(`has ${row.length} fields, its header ${header.length}`);
    const [advertiserId = '', productId = '', written = ''] = [advertiserAt, productAt, probabilityAt].map(
      (at) => row[at ?? 0],
    );
    const probability = Number(written);
    if (written.trim() === '' || !(probability >= 0 && probability <= 1)) {
      throw refuse(`click_probability must be a number from 0 to 1, not "${written}"`);
    }
    const products = truth.get(advertiserId) ?? new Map<string, number>();
    if (products.has(productId)) throw refuse(`names product "${productId}" of "${advertiserId}" again`);
    truth.set(advertiserId, products.set(productId, probability));
  });
  return truth;
}
