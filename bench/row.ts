import type { Peers, PeerTiming } from './peers';
import type { MeasureName, Size } from './plan';
import type { CpuParts, SystemTiming } from './system';

/** One line of the report: the figures of one program for one measure. */
export interface Row {
  /** The name of a measure, of an input of `formats`, or of a backfill of `durable`. */
  readonly measure: string;
  readonly size: string;
  readonly who: string;
  /** One value per repeat; empty where the row is not about time. */
  readonly wallSeconds: readonly number[];
  /** One value per repeat; empty where it cannot be measured. */
  readonly cpuSeconds: readonly number[];
  /** Our CPU seconds by part. */
  readonly cpuParts?: readonly CpuParts[];
  /** Peak resident memory in MB, as `wallSeconds`: ours is the worker's. */
  readonly peakMb: readonly number[];
  readonly ratio?: Ratio;
  readonly goal?: Goal;
  /** What a reader must know to read the row. */
  readonly note?: string;
}

/** One figure divided by another. */
export interface Ratio {
  readonly value: number;
  /** What it is divided by. */
  readonly to: string;
}

/** A goal, and whether it is met. */
export interface Goal {
  readonly text: string;
  readonly isMet: boolean;
}

/** What a row has besides its figures. */
export type RowExtras = Pick<Row, 'ratio' | 'goal' | 'note'>;

/** A row of the system's figures. */
export function systemRow(
  measure: MeasureName,
  size: Size,
  who: string,
  timings: readonly SystemTiming[],
  extras: RowExtras = {},
): Row {
  const cpuParts = defined(timings.map(({ cpu }) => cpu));
  return {
    measure,
    size: size.name,
    who,
    wallSeconds: timings.map(({ wallSeconds }) => wallSeconds),
    cpuSeconds: cpuParts.map(({ worker, server, postgres, command }) => worker + server + postgres + command),
    cpuParts,
    peakMb: defined(timings.map(({ workerPeakMb }) => workerPeakMb)),
    ...extras,
  };
}

/** A row of a peer's figures. */
export function peerRow(
  measure: MeasureName,
  size: Size,
  who: string,
  timings: readonly PeerTiming[],
  extras: RowExtras = {},
): Row {
  return {
    measure,
    size: size.name,
    who,
    wallSeconds: timings.map(({ wallSeconds }) => wallSeconds),
    cpuSeconds: defined(timings.map(({ cpuSeconds }) => cpuSeconds)),
    peakMb: timings.map(({ peakMb }) => peakMb),
    ...extras,
  };
}

/** A row for each peer that a size is too large for. */
export function leftOutRows(measure: MeasureName, size: Size, peers: Peers): Row[] {
  return peers.all
    .filter(({ upToRows }) => size.rows > upToRows)
    .map(({ name, upToRows }) =>
      noteRow(measure, size, name, `left out above ${upToRows.toLocaleString('en')} rows`),
    );
}

/** A row that only says why there are no figures. */
export function noteRow(measure: Row['measure'], size: Size, who: string, note: string): Row {
  return { measure, size: size.name, who, wallSeconds: [], cpuSeconds: [], peakMb: [], note };
}

/** A goal, only for the size that it was set for. */
export function goalAt(sizeName: string, size: Size, text: string, isMet: boolean): Pick<Row, 'goal'> {
  return size.name === sizeName ? { goal: { text, isMet } } : {};
}

/** The wall seconds of repeats. */
export function wallOf(timings: readonly { readonly wallSeconds: number }[]): number[] {
  return timings.map(({ wallSeconds }) => wallSeconds);
}

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

function defined<Value>(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined);
}
