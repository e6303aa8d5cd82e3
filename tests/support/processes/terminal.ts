import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn } from '@lydell/node-pty';
import { Terminal } from '@xterm/headless';

const ADTECH = path.join(__dirname, '..', '..', '..', 'bin', 'adtech.mjs');

/** A command that runs in its own terminal. */
export interface TerminalRun {
  /** What the terminal shows now, line by line, scrolled lines included. */
  readonly screen: () => Promise<string>;
  /** All bytes that came, escape sequences included. */
  readonly bytes: () => string;
  /** Types. */
  readonly type: (keys: string) => void;
  /** Resolves when the screen matches. */
  readonly shows: (pattern: RegExp) => Promise<string>;
  /** The exit code, once the command has ended. */
  readonly ended: Promise<number>;
}

/** Starts `adtech …` in a pseudo-terminal. */
export function runInTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  size: { readonly columns: number; readonly rows: number } = { columns: 100, rows: 24 },
  cwd = tmpdir(),
): TerminalRun {
  const terminal = new Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [ADTECH, ...args], {
    cols: size.columns,
    rows: size.rows,
    cwd,
    env: { PATH, HOME, TERM: 'xterm-256color', ...env },
  });
  let bytes = '';
  child.onData((data) => {
    bytes += data;
    terminal.write(data);
  });
  const ended = new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => {
      resolve(exitCode);
    });
  });
  const screen = async () => {
    // What was written before is shown when this is.
    await new Promise<void>((resolve) => {
      terminal.write('', resolve);
    });
    const { active } = terminal.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, i) => active.getLine(i)?.translateToString(true) ?? '',
    );
    return lines.join('\n').trimEnd();
  };
  return {
    screen,
    bytes: () => bytes,
    type: (keys) => {
      child.write(keys);
    },
    shows: async (pattern) => {
      const end = { over: false };
      void ended.then(() => (end.over = true));
      for (;;) {
        const shown = await screen();
        if (pattern.test(shown)) return shown;
        if (end.over) throw new Error(`the command has ended, and showed: ${shown}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    ended,
  };
}
