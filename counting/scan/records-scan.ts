import type { LogFormat } from '../../logs/formats/log-format';
import { readRows } from '../../logs/read-rows';
import { RejectList } from '../../logs/rejects';
import type { LogScan } from './log-scan';
import { RowCounter } from './row-counter';
import { createScannerModule } from './scanner-module';

/** Counts objects of any format, whole and record by record. A format that has to be fast has a scan in `scans.ts`. */
export function createRecordsScan(format: LogFormat): LogScan {
  return {
    async scanWhole(lake, { log, object }, sink, options) {
      const counter = new RowCounter(createScannerModule(), log, object.key, (table) => {
        sink.add(table);
      });
      const rejects = new RejectList();
      let records = 0;
      counter.begin();
      for await (const batch of readRows(lake, log, object, options, format)) {
        records += batch.records;
        for (const event of batch.rows) counter.add(event);
        for (const { line, reason, bytes } of batch.rejects) rejects.add(line, reason, bytes);
        await sink.flush();
      }
      counter.handOver();
      // The object is one range: no other one needs to know its lines.
      return {
        ...rejects.report(),
        records,
        accepted: counter.accepted,
        lines: 0,
        endedAt: object.sizeBytes,
      };
    },
  };
}
