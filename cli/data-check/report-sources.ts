import { hashOf } from '../../logs/sources/identity';
import { describeSource } from '../../logs/describe-source';
import type { LakeInputs } from '../../logs/list-inputs';
import { LOG_NAMES } from '../../domain/logs';
import type { LogName } from '../../domain/logs';

/** A description of a log: one entry of `sources.json`. */
export interface ReportedSource {
  readonly log: LogName;
  /** The JSON path of the entry. */
  readonly entry: string;
  /** The hash by which runs record it. */
  readonly source: string;
  /** The entry in words. */
  readonly text: string;
  /** The number of objects that are read by it. */
  readonly objects: number;
}

/** Makes the report of the descriptions of logs. */
export function reportSources({ objects, sources: { sources } }: LakeInputs): ReportedSource[] {
  const { timeZone } = sources;
  return LOG_NAMES.flatMap((log) =>
    (sources.logs[log] ?? []).map((entry) => {
      const hash = hashOf(entry, { log, timeZone });
      return {
        log,
        entry: entry.at,
        source: hash,
        text: describeSource({ entry, timeZone, hash }),
        objects: objects[log].filter(({ source }) => source?.entry.at === entry.at).length,
      };
    }),
  );
}
