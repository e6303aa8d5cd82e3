import { Command, CommanderError } from 'commander';
import { coloursFor } from './colours';
import { COMMANDS, FORMER_NAMES, outlineCommands } from './commands';
import { EXIT, UsageError } from './exit-codes';
import type { ExitCode } from './exit-codes';
import { messageOf } from './message-of';
import { SETTINGS_OVERVIEW } from './settings-help';
import { terminalLines } from './terminal-text';
import { programVersion } from './version';

const EXIT_CODES = 'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done.';

async function main(given: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const onExit = (of: ExitCode) => {
    code = of;
  };
  const program = new Command('adtech')
    .description('Daily product recommendations for digital advertising.')
    .version(programVersion(), '--version', 'print the version')
    .exitOverride()
    // The messages repeat arguments, which may contain foreign text.
    .configureOutput({
      outputError: (text, write) => {
        write(`${terminalLines(text.trimEnd())}\n`);
      },
    })
    .showHelpAfterError('(--help tells more)')
    .addHelpText('after', `\n${SETTINGS_OVERVIEW}\n\n${EXIT_CODES}`);
  try {
    const args = withPresentName(given);
    const name = args.find(isName) ?? '';
    const wanted = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (wanted === undefined)
      for (const outline of outlineCommands()) program.addCommand(inherit(outline, program));
    else program.addCommand(inherit((await wanted.load())(onExit), program));
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error);
  }
}

function isName(word: string): boolean {
  return word !== 'help' && word !== '--';
}

/** The arguments with the present name of a renamed command; says so on stderr. */
function withPresentName(args: readonly string[]): readonly string[] {
  const at = args.findIndex(isName);
  const former = args[at] ?? '';
  const present = Object.hasOwn(FORMER_NAMES, former) ? FORMER_NAMES[former] : undefined;
  if (present === undefined) return args;
  process.stderr.write(
    `\`adtech ${former}\` is now \`adtech ${present}\`; the next version drops the old name\n`,
  );
  return args.with(at, present);
}

/** Commands created separately do not inherit the handling of errors. */
function inherit(child: Command, parent: Command): Command {
  child.copyInheritedSettings(parent);
  for (const grandchild of child.commands) inherit(grandchild, child);
  return child;
}

function explain(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUsage;
  const told = `${coloursFor(process.stderr).red('error:')} ${messageOf(error)}`;
  process.stderr.write(`${terminalLines(told)}\n`);
  // Checked by name, because its module loads libraries that help and version do not need.
  const isUsage = error instanceof UsageError || (error instanceof Error && error.name === 'SettingsError');
  return isUsage ? EXIT.wrongUsage : EXIT.failed;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
