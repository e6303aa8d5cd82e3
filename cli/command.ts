import { Command, InvalidArgumentError } from 'commander';
import type { Settings } from '../config/settings';
import { isCalendarDay } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { ACCEPT_LOST_ADVERTISERS } from '../domain/lost-advertisers';
import type { ExitCode } from './exit-codes';
import { Home } from './home';
import { Output } from './output';
import { SETTINGS_HELP } from './settings-help';
import { onStopSignal } from './stop-signal';

/** The context of every command. */
export interface CommandContext {
  readonly settings: Settings;
  readonly home: Home;
  readonly out: Output;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly stop: AbortSignal;
}

/** Called with the exit code of the command that ran. */
export type OnExit = (code: ExitCode) => void;

/** The option of commands that report. */
export const JSON_OPTION = ['--json', 'report as one JSON document on stdout'] as const;

/** The option of commands that run dates. */
export const ACCEPT_LOST_ADVERTISERS_OPTION = [
  ACCEPT_LOST_ADVERTISERS,
  'publish although the active list is empty, or has lost more advertisers than MIN_ADVERTISERS_FRACTION allows',
] as const;

/** Creates the handler of a command: settings are read and checked before `run`. */
export function handler<Options extends object>(
  onExit: OnExit,
  run: (context: CommandContext, options: Options) => Promise<ExitCode>,
): (options: Options) => Promise<void> {
  return unsettledHandler(onExit, async (context, options) => {
    // It loads a library that help and usage errors do not need.
    const { readSettings } = await import('./read-settings.js');
    const settings = readSettings(context.home, (line) => {
      context.out.aside(line);
    });
    return run({ settings, ...context }, options);
  });
}

/** Creates the handler of a command that reads the settings itself, to report their faults. */
export function unsettledHandler<Options extends object>(
  onExit: OnExit,
  run: (context: Omit<CommandContext, 'settings'>, options: Options) => Promise<ExitCode>,
): (options: Options) => Promise<void> {
  return async (options) => {
    const context = {
      home: new Home(),
      out: await Output.open('json' in options && options.json === true),
      stop: onStopSignal(),
    };
    onExit(await run(context, options));
  };
}

/** Parses an option or argument that is a date. */
export function dateArgument(text: string): CalendarDay {
  if (isCalendarDay(text)) return text;
  throw new InvalidArgumentError('must be a day of the calendar as YYYY-MM-DD.');
}

/** Parses an option that is a whole number from `min` to `max`. */
export function countArgument(min: number, max: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= min && count <= max) return count;
    throw new InvalidArgumentError(`must be a whole number from ${String(min)} to ${String(max)}.`);
  };
}

/** Creates a command that refuses excess arguments and whose help lists its settings. */
export function command(name: string, description: string): Command {
  const settings = SETTINGS_HELP[name];
  const made = new Command(name).description(description).allowExcessArguments(false);
  return settings === undefined ? made : made.addHelpText('after', `\n${settings}`);
}
