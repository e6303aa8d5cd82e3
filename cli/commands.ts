import { Command } from 'commander';
import type { OnExit } from './command';

/** A command in the list of all. */
interface ListedCommand {
  /** The arguments after its name in the list. */
  readonly usage: readonly string[];
  readonly description: string;
  readonly load: () => Promise<(onExit: OnExit) => Command>;
}

/** Each command by name, loaded only when needed: some load the whole worker of Temporal. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  up: {
    usage: ['[options]'],
    description: 'run everything on this machine, embedded where no address is set',
    load: async () => (await import('./commands/up.js')).upCommand,
  },
  migrate: {
    usage: ['[options]'],
    description: 'bring the database up to the newest migration',
    load: async () => (await import('./commands/migrate.js')).migrateCommand,
  },
  worker: {
    usage: [],
    description: 'run the steps of runs until SIGTERM or Ctrl-C; logs JSON lines',
    load: async () => (await import('./commands/worker.js')).workerCommand,
  },
  api: {
    usage: [],
    description: 'serve the lists over HTTP until SIGTERM or Ctrl-C; logs JSON lines',
    load: async () => (await import('./commands/api.js')).apiCommand,
  },
  keys: {
    usage: [],
    description: 'the keys of the API, which asks for them with API_KEYS=required',
    load: async () => (await import('./commands/keys.js')).keysCommand,
  },
  schedule: {
    usage: [],
    description: 'the daily schedule: apply, describe, pause, resume',
    load: async () => (await import('./commands/schedule.js')).scheduleCommand,
  },
  backfill: {
    usage: ['[options]'],
    description: 'run dates side by side, wait for them, and prove that each was published',
    load: async () => (await import('./commands/backfill.js')).backfillCommand,
  },
  run: {
    usage: ['[options]', '<date>'],
    description: 'run one date, wait for it, and prove that it was published',
    load: async () => (await import('./commands/run.js')).runCommand,
  },
  count: {
    usage: ['[options]'],
    description: 'have every object of the logs counted that is not yet, ahead of the dates that need it',
    load: async () => (await import('./commands/count.js')).countCommand,
  },
  status: {
    usage: ['[options]'],
    description: 'show dates against steps: done, running, failed, missing, stale',
    load: async () => (await import('./commands/status.js')).statusCommand,
  },
  evaluate: {
    usage: ['[options]'],
    description: 'how the lists of each model did on the day after',
    load: async () => (await import('./commands/evaluate.js')).evaluateCommand,
  },
  doctor: {
    usage: ['[options]'],
    description: 'say by name what is missing or wrong, and what corrects it; ends with 1 if anything is',
    load: async () => (await import('./commands/doctor.js')).doctorCommand,
  },
  data: {
    usage: [],
    description: 'the logs in the lake',
    load: async () => (await import('./commands/data.js')).dataCommand,
  },
  notify: {
    usage: [],
    description: 'notices of failed runs and ended backfills, which NOTIFY_URL gets',
    load: async () => (await import('./commands/notify.js')).notifyCommand,
  },
  backtest: {
    usage: ['[options]'],
    description: 'hold the list that each model would have made each day against the day after',
    load: async () => (await import('./commands/backtest.js')).backtestCommand,
  },
  simulate: {
    usage: ['[options]'],
    description: 'show what each model would cost in clicks if ads followed its lists',
    load: async () => (await import('./commands/simulate.js')).simulateCommand,
  },
  sample: {
    usage: ['[options]'],
    description: 'write deterministic sample logs into a lake',
    load: async () => (await import('./commands/sample.js')).sampleCommand,
  },
};

/** Former names of commands, which still work for one version. */
export const FORMER_NAMES: Readonly<Record<string, string>> = { replay: 'backtest' };

/** The commands as the list shows them, without loading them. */
export function outlineCommands(): Command[] {
  return Object.entries(COMMANDS).map(([name, { usage, description }]) => {
    const outline = new Command(name).description(description);
    for (const word of usage) {
      if (word === '[options]') outline.option('--any');
      else outline.argument(word);
    }
    return outline;
  });
}
