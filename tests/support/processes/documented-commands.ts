import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..', '..');

/** A command of a document, as a reader would type it. */
export interface DocumentedCommand {
  /** Relative to the checkout. */
  readonly file: string;
  readonly line: number;
  readonly command: string;
}

/** Every document of the checkout for readers, decisions left out. */
export function documents(): string[] {
  const inDocs = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...inDocs.map((name) => `docs/${name}`), 'examples/typed-client/README.md'];
}

/** The text of a document. */
export function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** The commands of all code blocks marked `sh`, and those after a `$` in blocks marked `console`, in the order of reading. */
export function documentedCommands(): DocumentedCommand[] {
  return documents().flatMap((file) => {
    const commands: DocumentedCommand[] = [];
    let language = '';
    let open: { line: number; command: string } | undefined;
    for (const [index, text] of textOf(file).split('\n').entries()) {
      const fence = /^\s*```(\w*)/.exec(text);
      if (fence !== null) {
        language = fence[1]!;
        continue;
      }
      const part = open === undefined ? partOf(text, language) : text.trim();
      if (part === undefined || part === '') continue;
      const command = [open?.command, part.replace(/\s+#\s.*$/, '')].filter(Boolean).join(' ');
      const line = open?.line ?? index + 1;
      const isContinued = command.endsWith('\\');
      open = isContinued ? { line, command: command.slice(0, -1).trimEnd() } : undefined;
      if (!isContinued) commands.push({ file, line, command });
    }
    return commands;
  });
}

function partOf(text: string, language: string): string | undefined {
  if (language === 'sh') return text.trim();
  return language === 'console' && text.startsWith('$ ') ? text.slice(2) : undefined;
}

/** What code spans of a document say: `npx adtech …`, and others, each once. */
export function codeSpans(file: string): string[] {
  const prose = textOf(file).replace(/^\s*```[^]*?^\s*```/gm, '');
  return [...new Set([...prose.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!))];
}
