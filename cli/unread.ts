import { UNREAD_REMEDIES } from '../logs/classify-input';
import { shownKey } from '../storage/key-rule';
import type { UnreadObjects } from '../logs/list-inputs';
import type { Output } from './output';

/** Most objects of a kind that are printed. */
const PRINTED_OBJECTS = 20;
/** Most objects of a kind that are printed if they are no fault. */
const PRINTED_STAGING = 3;

/** Objects below `input/` that no log reads, as commands report them with `--json`. */
export interface ReportedUnread extends UnreadObjects {
  /** Whether a log may be meant to read them; staging objects and markers are no fault. */
  readonly fault: boolean;
  /** The remedy; null where none is needed. */
  readonly remedy: string | null;
}

/** Makes the report of the objects that no log reads. */
export function reportUnread(unread: readonly UnreadObjects[]): ReportedUnread[] {
  return unread.map((objects) => {
    const remedy = UNREAD_REMEDIES[objects.kind];
    return { ...objects, fault: remedy !== null, remedy };
  });
}

/** Prints the report for people. */
export function printUnread(out: Output, unread: readonly ReportedUnread[]): void {
  // The descriptions of logs are read, though by no log.
  for (const { count, first, remedy } of unread.filter(({ kind }) => kind !== 'sources')) {
    const tell = (line: string) => {
      if (remedy === null) out.line(`  ${line}`);
      else out.warn(line);
    };
    const named = first.slice(0, remedy === null ? PRINTED_STAGING : PRINTED_OBJECTS);
    for (const { key, reason } of named) tell(`no log reads ${shownKey(key)}: it ${reason}`);
    const more = count - named.length;
    if (more > 0) tell(`nor ${more.toLocaleString('en')} more of this kind`);
    if (remedy !== null) out.indented(remedy, out.colours.dim);
  }
}
