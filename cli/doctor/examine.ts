import { SettingsError } from '../../config/settings-error';
import type { Settings } from '../../config/settings';
import { describePeriod } from '../../domain/due-dates';
import { resolveAddresses } from '../addresses';
import type { Addresses } from '../addresses';
import { UsageError } from '../exit-codes';
import type { Home } from '../home';
import { readSettings } from '../read-settings';
import { checked, CHECKS, finding, skipped } from './finding';
import type { ExamineServicesOptions } from './examine-services';
import type { CheckReport } from './finding';

/** The options of an examination. */
interface ExamineOptions extends ExamineServicesOptions {
  /** Receives a line where the environment and a running `up` differ. */
  readonly tell: (line: string) => void;
}

/** Runs every check; a check whose service is unreachable is reported as skipped. */
export async function examine(home: Home, options: ExamineOptions): Promise<CheckReport[]> {
  const placed = findPlaces(home, options.tell);
  if ('report' in placed)
    return [placed.report, ...CHECKS.slice(1).map((check) => skipped(check, 'settings'))];
  const { settings, addresses } = placed;
  const settingsReport = checked(
    'settings',
    `${addresses.lakeUrl}, ${describePeriod(addresses)}, rejects up to ${String(settings.maxRejectedFraction * 100)} %`,
  );
  const { examineServices } = await import('./examine-services.js');
  return [settingsReport, ...(await examineServices(settings, addresses, options))];
}

function findPlaces(
  home: Home,
  tell: ExamineOptions['tell'],
): { readonly settings: Settings; readonly addresses: Addresses } | { readonly report: CheckReport } {
  try {
    const settings = readSettings(home, tell);
    return { settings, addresses: resolveAddresses(settings, home) };
  } catch (error) {
    if (error instanceof SettingsError) {
      const findings = error.faults.map((fault) =>
        finding(fault, { remedy: 'correct it in the environment' }),
      );
      return { report: checked('settings', 'cannot be used', findings) };
    }
    if (!(error instanceof UsageError)) throw error;
    return {
      report: checked('settings', 'not complete', [finding(error.message, { command: 'npx adtech up' })]),
    };
  }
}
