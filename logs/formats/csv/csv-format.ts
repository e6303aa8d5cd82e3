import { readLogBytes } from '../../log-bytes';
import type { LogFormat } from '../log-format';
import { asBadLog } from './broken-csv';
import { emptyHint } from './header';
import { delimiterOf, RecordParser } from './record-parser';
import { csvSegments } from './record-splitter';

/** CSV, plain or compressed; the columns are found by their names in a header, or in the object's description. */
export const csvFormat: LogFormat = {
  name: 'csv',
  suffixes: ['.csv', '.csv.gz', '.csv.zst'],

  async *readRecords(lake, request, options) {
    const { object } = request;
    const parser = new RecordParser(request);
    try {
      const bytes = readLogBytes(lake, object, { ...options, ...emptyHint(request) });
      for await (const segment of csvSegments(bytes, delimiterOf(request))) yield parser.parse(segment);
      parser.end();
    } catch (error) {
      throw asBadLog(error, object.key);
    }
  },
};
