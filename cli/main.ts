import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { SettingsError } from '../config/settings';
import { apiCommand } from './commands/api';
import { backfillCommand, runCommand } from './commands/backfill';
import { migrateCommand } from './commands/migrate';
import { sampleCommand } from './commands/sample';
import { scheduleCommand } from './commands/schedule';
import { statusCommand } from './commands/status';
import { upCommand } from './commands/up';
import { workerCommand } from './commands/worker';
import { EXIT, UsageError } from './exit-codes';
import type { ExitCode } from './exit-codes';

const EXIT_CODES = 'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done.';

async function main(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const onExit = (of: ExitCode) => {
    code = of;
  };
  const program = new Command('adtech')
    .description('Daily product recommendations for digital advertising.')
    .exitOverride()
    .addHelpText('after', `\n${EXIT_CODES}`);
  const commands = [
    upCommand,
    migrateCommand,
    workerCommand,
    apiCommand,
    scheduleCommand,
    backfillCommand,
    runCommand,
    statusCommand,
    sampleCommand,
  ];
  for (const create of commands) program.addCommand(inherit(create(onExit), program));
  try {
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
  const message = error instanceof Error && error.message !== '' ? error.message : String(error);
  process.stderr.write(`${pc.red('error:')} ${messageOf(error) || message}\n`);
  return error instanceof UsageError || error instanceof SettingsError ? EXIT.wrongUsage : EXIT.failed;
}

/** Failed connections to several addresses keep their messages inside. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map((inner) => messageOf(inner)).join('; ');
  return error instanceof Error ? error.message : String(error);
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
