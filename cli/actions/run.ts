import type { CalendarDay } from '../../domain/execution-date';
import type { Addresses } from '../addresses';
import type { CommandContext } from '../command';
import type { ExitCode } from '../exit-codes';
import { runAndReport } from '../run-and-report';
import { withServices } from '../services';

/** The options of `adtech run`. */
export interface RunOptions {
  readonly restart?: boolean;
  readonly acceptLostAdvertisers?: boolean;
  readonly json?: boolean;
}

/** What `adtech run` does. */
export async function run(
  { settings, out, stop }: CommandContext,
  addresses: Addresses,
  date: CalendarDay,
  { restart = false, acceptLostAdvertisers = false }: RunOptions,
): Promise<ExitCode> {
  return withServices(settings, addresses, (services) =>
    runAndReport(
      services,
      [date],
      { out, stop },
      { startedBy: 'run', whenOpen: restart ? 'terminate' : 'report', acceptLostAdvertisers },
    ),
  );
}
