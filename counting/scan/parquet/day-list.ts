import type { ScannerModule } from '../scanner-module';
import { UNKNOWN } from './column-numbers';

/** Numbers days, and tells the scanner what they are. */
export class DayList {
  readonly #module: ScannerModule;
  readonly #codes = new Map<string, number>();

  constructor(module: ScannerModule) {
    this.#module = module;
  }

  /** The number of a day, as `YYYY-MM-DD`; `UNKNOWN` if there are too many. */
  codeOf(day: string): number {
    const known = this.#codes.get(day);
    if (known !== undefined) return known;
    const { wasm, bytes } = this.#module;
    const code = this.#codes.size;
    if (code === wasm.MAX_CODED_DAYS.value) return UNKNOWN;
    bytes.write(day, wasm.codedDays.value + code * wasm.CODED_DAY_BYTES.value, 'latin1');
    this.#codes.set(day, code);
    return code;
  }
}
