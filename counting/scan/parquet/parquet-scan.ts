import { BadLogError } from '../../../logs/bad-log';
import { parquetFormat } from '../../../logs/formats/parquet/parquet-format';
import { groupsIn, openParquet, readRowGroups } from '../../../logs/formats/parquet/parquet-rows';
import type { ParquetObject } from '../../../logs/formats/parquet/parquet-rows';
import type { LogObject } from '../../../logs/input-object';
import type { LogBytesOptions } from '../../../logs/log-bytes';
import { openRowReader } from '../../../logs/open-row-reader';
import type { EventLogName } from '../../../domain/logs';
import type { RowReader } from '../../../logs/sources/row-types';
import type { Lake } from '../../../storage/lake';
import type { CountSink, LogScan, ObjectSplit, SplitReport } from '../log-scan';
import { createRecordsScan } from '../records-scan';
import { CodeCounting } from './code-counting';

const { split } = createRecordsScan(parquetFormat);

/** Counts Parquet by the codes of its dictionaries. */
export const parquetScan: LogScan = {
  async scanWhole(lake, logObject, sink, { module, ...options }) {
    const { file, reader } = await open(lake, logObject, options);
    const counting = new CodeCounting(logObject, reader, sink, module);
    for await (const batch of readRowGroups(file, file.groups)) await counting.add(batch);
    return counting.report({ lines: 0, endedAt: logObject.object.sizeBytes });
  },

  ...(split !== undefined && { split: { ...split, scanSplit } }),
};

async function scanSplit(
  lake: Lake,
  { log, object, range }: ObjectSplit,
  sink: CountSink,
  options: LogBytesOptions,
): Promise<SplitReport> {
  const { file, reader } = await open(lake, { log, object }, options);
  const { groups, startedAt, ...ends } = groupsIn(file, range);
  const counting = new CodeCounting({ log, object }, reader, sink);
  try {
    for await (const batch of readRowGroups(file, groups)) await counting.add(batch);
    return { startedAt, report: counting.report(ends) };
  } catch (error) {
    if (!(error instanceof BadLogError)) throw error;
    return { startedAt, fault: { text: error.fault, line: error.line ?? null } };
  }
}

/** Opens an object of an event log. Its footer was readable when the ranges were planned. @throws BadLogError */
async function open(
  lake: Lake,
  { log, object }: LogObject,
  options: LogBytesOptions,
): Promise<{ readonly file: ParquetObject; readonly reader: RowReader<EventLogName> }> {
  const reader = openRowReader(log, object);
  return { file: await openParquet(lake, { object, columns: reader.columns }, options), reader };
}
