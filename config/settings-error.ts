import type { CalendarDay } from '../domain/execution-date';

/** The settings cannot be used; `faults` lists every fault, and shows no value of a secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(readonly faults: readonly string[]) {
    super(`settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/** The fault of a period that ends before it begins. */
export function endBeforeStart(startDate: CalendarDay, endDate: CalendarDay): string {
  return `END_DATE ${endDate} is before START_DATE ${startDate}`;
}
