import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LOG_COLUMNS, LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { ADTECH, CHECKOUT, removeFolder } from '../checkout';
import { ownEnvironment, timeCommand } from '../command';
import { readThrough, sampleOptions } from '../logs';
import { LAST_LOG_DAY } from '../plan';
import { logsOf, rowsOf, TIME_ZONE } from './plan';
import type { FormatInputName, FormatPlan } from './plan';
import { rewriteCsv } from './rewrite-csv';

const CONVERSIONS = 0.2;
const WRITE_PARQUET = path.join(CHECKOUT, 'bench', 'peers', 'write_parquet.py');
/** The columns of a described log, by the product's. */
const OTHER_NAMES = {
  date: 'dia',
  advertiser_id: 'anunciante',
  product_id: 'articulo',
  type: 'evento',
} as const;
const REPORT_COLUMNS = ['day', 'advertiser_id', 'product_id', ...LOG_COUNTERS.ads_views];

/** A lake folder whose logs are written in one way; it is kept from one call of the bench to the next. */
export interface FormatInput {
  readonly name: FormatInputName;
  readonly folder: string;
  readonly url: string;
  /** Its event logs. */
  readonly files: Readonly<Partial<Record<EventLogName, string>>>;
}

/** Makes inputs of the same events. */
export class FormatInputs {
  /** @param python with the packages of the peers; without one there is no Parquet of other writers. */
  constructor(
    readonly folder: string,
    readonly plan: FormatPlan,
    readonly python: string | undefined,
    readonly say: (line: string) => void,
    readonly stop: AbortSignal,
  ) {}

  /**
   * An input, made if it is not there; its bytes are in the page cache afterwards, if they fit.
   * @throws Error when it cannot be made.
   */
  async find(name: FormatInputName): Promise<FormatInput> {
    const options = [...sampleOptions(this.plan.size), `--conversions=${CONVERSIONS}`];
    const key = options.map((option) => option.slice(2)).join('_');
    const folder = path.join(this.folder, 'formats', key, name);
    if (!existsSync(folder)) {
      this.say(`writing logs as ${name}`);
      const unfinished = `${folder}.unfinished`;
      removeFolder(unfinished);
      mkdirSync(path.join(unfinished, 'input'), { recursive: true });
      await this.#write(name, unfinished, options);
      renameSync(unfinished, folder);
    }
    const files = Object.fromEntries(
      logsOf(name).map((log) => [log, logFile(folder, log, extensionOf(name))]),
    );
    for (const file of Object.values(files)) await readThrough(file);
    return { name, folder, url: pathToFileURL(folder).href, files };
  }

  async #write(name: FormatInputName, folder: string, options: readonly string[]): Promise<void> {
    switch (name) {
      case 'csv':
        return this.#sample(folder, options);
      case 'csv-timestamps':
        return this.#sample(folder, [...options, '--timestamps=utc', `--time-zone=${TIME_ZONE}`]);
      case 'jsonl':
        return this.#sample(folder, [...options, '--format=jsonl']);
      case 'csv-described':
        return this.#writeDescribed(folder);
      case 'parquet-zstd':
        return this.#writeParquet(folder, 'pyarrow');
      case 'parquet-snappy':
        return this.#writeParquet(folder, 'duckdb');
      case 'day':
        return this.#writeDay(folder, LOG_COLUMNS.ads_views.join(','), ([advertiser = '', product = '']) =>
          [advertiser, product, 'impression', LAST_LOG_DAY].join(','),
        );
      case 'report':
        describe(folder, {
          ads_views: [{ objects: 'input/ads_views.csv', csv: { delimiter: ';' }, columns: reportColumns() }],
        });
        return this.#writeDay(
          folder,
          REPORT_COLUMNS.join(';'),
          ([advertiser = '', product = ''], row) =>
            `${LAST_LOG_DAY};${advertiser};${product};${90 + (row % 900)};${row % 10};${row % 3}`,
        );
    }
  }

  async #sample(folder: string, options: readonly string[]): Promise<void> {
    const out = `--out=${pathToFileURL(folder).href}`;
    await this.#run(process.execPath, [ADTECH, 'sample', out, ...options, '--overwrite', '--json']);
  }

  async #writeDescribed(folder: string): Promise<void> {
    const plain = await this.find('csv');
    const entries = logsOf('csv').map((log) => {
      const columns = LOG_COLUMNS[log].map((column) => {
        const name = OTHER_NAMES[column];
        return [column, column === 'date' ? { column: name, format: 'DD/MM/YYYY' } : name];
      });
      const entry = { csv: { delimiter: ';' }, columns: Object.fromEntries(columns) as object };
      return [log, [{ objects: `input/${log}.csv`, ...entry }]];
    });
    describe(folder, Object.fromEntries(entries) as object);
    for (const log of logsOf('csv')) {
      const header = ['date', ...LOG_COLUMNS[log].slice(0, -1)].map(
        (column) => OTHER_NAMES[column as keyof typeof OTHER_NAMES],
      );
      const rewrite = (cells: readonly string[]) => {
        const day = cells.at(-1) ?? '';
        const date = `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
        return [date, ...cells.slice(0, -1)].join(';');
      };
      await rewriteCsv(plain.files[log] ?? '', logFile(folder, log), header.join(';'), Infinity, rewrite);
    }
  }

  async #writeParquet(folder: string, writer: 'pyarrow' | 'duckdb'): Promise<void> {
    if (this.python === undefined) throw new Error('its writers are Python packages');
    const plain = await this.find('csv');
    const files = logsOf('csv').map((log) => [plain.files[log], logFile(folder, log, 'parquet')]);
    await this.#run(this.python, ['-B', WRITE_PARQUET, JSON.stringify({ writer, files })]);
  }

  async #writeDay(
    folder: string,
    header: string,
    rewrite: (cells: readonly string[], row: number) => string,
  ): Promise<void> {
    const plain = await this.find('csv');
    const rows = rowsOf('day', this.plan);
    await rewriteCsv(plain.files.ads_views ?? '', logFile(folder, 'ads_views'), header, rows, rewrite);
  }

  async #run(program: string, args: readonly string[]): Promise<void> {
    const options = { env: ownEnvironment(this.folder), cwd: this.folder, stop: this.stop };
    await timeCommand(program, args, options);
  }
}

function describe(folder: string, logs: object): void {
  writeFileSync(path.join(folder, 'input', 'sources.json'), `${JSON.stringify({ logs }, null, 2)}\n`);
}

function reportColumns(): object {
  const columns = REPORT_COLUMNS.map((name) => (name === 'day' ? ['date', 'day'] : [name, name]));
  return Object.fromEntries(columns) as object;
}

function extensionOf(name: FormatInputName): string {
  if (name === 'jsonl') return 'jsonl';
  return name.startsWith('parquet') ? 'parquet' : 'csv';
}

function logFile(folder: string, log: EventLogName, extension = 'csv'): string {
  return path.join(folder, 'input', `${log}.${extension}`);
}
