import { Command, CommanderError } from 'commander';
import { SettingsError } from '../config/settings';
import { coloursFor } from './colours';
import type { OnExit } from './command';
import { EXIT, UsageError } from './exit-codes';
import type { ExitCode } from './exit-codes';
import { messageOf } from './message-of';
import { terminalLines } from './terminal-text';
import { programVersion } from './version';

const EXIT_CODES = 'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done.';

/** Each command by name, loaded only when it is wanted: some bring the whole of Temporal's worker with them. */
const COMMANDS: Readonly<Record<string, () => Promise<(onExit: OnExit) => Command>>> = {
  up: async () => (await import('./commands/up.js')).upCommand,
  migrate: async () => (await import('./commands/migrate.js')).migrateCommand,
  worker: async () => (await import('./commands/worker.js')).workerCommand,
  api: async () => (await import('./commands/api.js')).apiCommand,
  keys: async () => (await import('./commands/keys.js')).keysCommand,
  schedule: async () => (await import('./commands/schedule.js')).scheduleCommand,
  backfill: async () => (await import('./commands/backfill.js')).backfillCommand,
  run: async () => (await import('./commands/run.js')).runCommand,
  count: async () => (await import('./commands/count.js')).countCommand,
  status: async () => (await import('./commands/status.js')).statusCommand,
  evaluate: async () => (await import('./commands/evaluate.js')).evaluateCommand,
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand,
  data: async () => (await import('./commands/data.js')).dataCommand,
  replay: async () => (await import('./commands/replay.js')).replayCommand,
  simulate: async () => (await import('./commands/simulate.js')).simulateCommand,
  sample: async () => (await import('./commands/sample.js')).sampleCommand,
};

async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const onExit = (of: ExitCode) => {
    code = of;
  };
  const program = new Command('adtech')
    .description('Daily product recommendations for digital advertising.')
    .version(programVersion(), '--version', 'print the version')
    .exitOverride()
    // Its messages repeat arguments, which may come from elsewhere.
    .configureOutput({
      outputError: (text, write) => {
        write(`${terminalLines(text.trimEnd())}\n`);
      },
    })
    .showHelpAfterError('(--help tells more)')
    .addHelpText('after', `\n${EXIT_CODES}`);
  try {
    const [wanted = ''] = args;
    const names = Object.hasOwn(COMMANDS, wanted) ? [wanted] : Object.keys(COMMANDS);
    for (const name of names) {
      const create = await COMMANDS[name]?.();
      if (create !== undefined) program.addCommand(inherit(create(onExit), program));
    }
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error);
  }
}

/** Commands made on their own do not take over how errors end the program. */
function inherit(child: Command, parent: Command): Command {
  child.copyInheritedSettings(parent);
  for (const grandchild of child.commands) inherit(grandchild, child);
  return child;
}

function explain(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
  const told = `${coloursFor(process.stderr).red('error:')} ${messageOf(error)}`;
  process.stderr.write(`${terminalLines(told)}\n`);
  return error instanceof UsageError || error instanceof SettingsError ? EXIT.wrongUsage : EXIT.failed;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
