import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from 'pg';
import type { CalendarDay } from '../domain/execution-date';
import { LAST_LOG_DAY } from './plan';

/** The figures of a list's row, by model; the tables and the files of the peers use the same names. */
const FIGURES = {
  top_products: ['views'],
  top_ctr: ['clicks', 'impressions', 'ctr'],
} as const;
const TABLES = { top_products: 'top_products', top_ctr: 'top_ctr_products' } as const;
type ListModel = keyof typeof FIGURES;
const LIST_MODELS = Object.keys(FIGURES) as ListModel[];

/** All lists of a date as canonical lines, by model: equal lists give equal lines, from the product or a peer. */
export type DateLists = Readonly<Record<ListModel, readonly string[]>>;

/** Two programs that should have made the same lists made different ones. */
export class ResultsDifferError extends Error {
  override readonly name = 'ResultsDifferError';
}

/** The lists that the system has published for a date. */
export async function publishedLists(client: Client, date: CalendarDay): Promise<DateLists> {
  return ofEachModel(async (model) => {
    const columns = ['advertiser_id', 'rank', 'product_id', ...FIGURES[model]].join(', ');
    const { rows } = await client.query<unknown[]>({
      text: `SELECT ${columns} FROM ${TABLES[model]} WHERE date = $1 ORDER BY advertiser_id COLLATE "C", rank`,
      values: [date],
      rowMode: 'array',
    });
    return rows.map((row) => canonicalLine(row.map(String)));
  });
}

/** The lists that a peer has written into a folder for a date, as `<date>.<model>.csv` with a header; none without a file. */
export function writtenLists(folder: string, date: CalendarDay): Promise<DateLists> {
  return ofEachModel((model) => {
    const file = path.join(folder, `${date}.${model}.csv`);
    if (!existsSync(file)) return [];
    const [header = '', ...lines] = readFileSync(file, 'utf8').split(/\r?\n/);
    const names = header.split(',');
    const wanted = ['advertiser_id', 'rank', 'product_id', ...FIGURES[model]].map((name) =>
      names.indexOf(name),
    );
    return lines
      .filter((line) => line !== '')
      .map((line) => {
        const cells = line.split(',');
        return canonicalLine(wanted.map((index) => cells[index] ?? ''));
      });
  });
}

/** Remembers the first lists of each date of the same logs, and compares all later ones with them. */
export class ListRecord {
  readonly #first = new Map<string, { who: string; hash: string; file: string }>();

  /** @param folder keeps the lines, so that a difference can be shown. */
  constructor(readonly folder: string) {}

  /** @throws ResultsDifferError with the first line that differs. */
  check(logsKey: string, who: string, date: CalendarDay, lists: DateLists): void {
    // After the logs' last day no row is added.
    const asOf = date < LAST_LOG_DAY ? date : LAST_LOG_DAY;
    for (const model of LIST_MODELS) {
      const key = `${logsKey}/${asOf}.${model}`;
      const text = lists[model].join('\n');
      const hash = createHash('sha256').update(text).digest('hex');
      const first = this.#first.get(key);
      if (first === undefined) {
        const file = path.join(this.folder, key);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
        this.#first.set(key, { who, hash, file });
      } else if (first.hash !== hash) {
        throw new ResultsDifferError(
          `${model} of ${date} differs: ${firstDifference(
            { who: first.who, lines: readFileSync(first.file, 'utf8').split('\n') },
            { who, lines: lists[model] },
          )}`,
        );
      }
    }
  }
}

function firstDifference(...sides: readonly { who: string; lines: readonly string[] }[]): string {
  const length = Math.max(...sides.map(({ lines }) => lines.length));
  for (let line = 0; line < length; line++) {
    const [one, ...others] = sides.map(({ lines }) => lines[line]);
    if (others.every((other) => other === one)) continue;
    const said = sides.map(
      ({ who, lines }) => `  ${who}: ${lines[line]?.replaceAll('\t', ' ') ?? '(no such line)'}`,
    );
    return `line ${line + 1}, as advertiser, rank, product, figures\n${said.join('\n')}`;
  }
  return 'in no line';
}

/** Prints numbers as JavaScript does: the shortest text that parses to the same double. */
function canonicalLine([advertiser = '', rank = '', product = '', ...figures]: readonly string[]): string {
  return [advertiser, rank.padStart(2, '0'), product, ...figures.map((text) => String(Number(text)))].join(
    '\t',
  );
}

async function ofEachModel(
  linesOf: (model: ListModel) => readonly string[] | Promise<readonly string[]>,
): Promise<DateLists> {
  const sorted = async (model: ListModel) => [...(await linesOf(model))].sort();
  return { top_products: await sorted('top_products'), top_ctr: await sorted('top_ctr') };
}
