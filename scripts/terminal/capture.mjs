// Runs a command in a pseudo-terminal and keeps what it shows, in colour.
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { toSvg } from './svg.mjs';

/** Starts a program in a terminal of this size. */
export function open(file, args, { cwd, env, columns, rows }) {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 1_000, allowProposedApi: true });
  const child = pty.spawn(file, args, { cols: columns, rows, cwd, env: { ...env, TERM: 'xterm-256color' } });
  child.onData((data) => terminal.write(data));
  const ended = new Promise((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  // What was written before is shown when this is.
  const settled = () => new Promise((resolve) => terminal.write('', resolve));
  return {
    ended,
    /** The lines that the terminal shows, scrolled ones included. */
    lines: async () => {
      await settled();
      const { active } = terminal.buffer;
      return Array.from(
        { length: active.length },
        (_, i) => active.getLine(i)?.translateToString(true) ?? '',
      );
    },
    /** The same as a picture, below the command that was typed. */
    picture: async (command, rewrite) => {
      await settled();
      return toSvg(terminal, command, rewrite);
    },
  };
}
