import { readLogBytes } from '../../log-bytes';
import type { LogFormat } from '../log-format';
import { asBadLog } from './broken-csv';
import { headerHint } from './header';
import { RecordParser } from './record-parser';
import { csvSegments } from './record-splitter';

/** CSV with a header, plain or compressed by gzip; the columns are found by their names, in any order. */
export const csvFormat: LogFormat = {
  name: 'csv',
  suffixes: ['.csv', '.csv.gz'],

  async *readRecords(lake, log, object, options) {
    const parser = new RecordParser(log, object.key);
    try {
      const bytes = readLogBytes(lake, object, { ...options, emptyHint: headerHint(log) });
      for await (const segment of csvSegments(bytes)) yield parser.parse(segment);
      parser.end();
    } catch (error) {
      throw asBadLog(error, object.key);
    }
  },
};
