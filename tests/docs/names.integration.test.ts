import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { adtech } from '../support/processes/command-line';
import { codeSpans, documentedCommands, documents, textOf } from '../support/processes/documented-commands';

const ROOT = path.join(__dirname, '..', '..');
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** Everything that documents tell readers to type, in code blocks and in running text. */
const said = [
  ...documentedCommands().map(({ file, command }) => ({ file, text: command })),
  ...documents().flatMap((file) => codeSpans(file).map((text) => ({ file, text }))),
];
const helps = new Map<string, string>();

async function helpOf(words: readonly string[]): Promise<string> {
  const name = words.join(' ');
  const known = helps.get(name) ?? (await adtech([...words, '--help'], {})).stdout;
  helps.set(name, known);
  return known;
}

/** The words behind `npx adtech` in a text; undefined if the text has no such command. */
function commandOf(text: string): string[] | undefined {
  const [, rest] = /^(?:[A-Z_]+=\S+ )*(?:\w+=\$\()?npx adtech ([^<>|)]+)/.exec(text) ?? [];
  return rest?.replaceAll('\\', '').trim().split(/\s+/);
}

describe('what documents tell readers to type', () => {
  const calls = [...new Set(said.flatMap(({ text }) => commandOf(text)?.join(' ') ?? []))];

  it.each(calls)('npx adtech %s: the command and its options exist', async (call) => {
    const words = call.split(' ');
    const group = new RegExp(`^ {2}${words[0]!}\\b.*$`, 'm').exec(await helpOf([]));
    expect(group).not.toBeNull();
    const isGroup = (await helpOf([words[0]!])).includes('[command]');
    const help = await helpOf(words.slice(0, isGroup && /^[a-z]+$/.test(words[1] ?? '') ? 2 : 1));
    for (const option of words.filter((word) => word.startsWith('--'))) {
      expect(help).toContain(option.replace(/[=,].*$/, ''));
    }
  });

  it.each([...new Set(said.flatMap(({ text }) => /^npm run ([\w:-]+)/.exec(text)?.[1] ?? []))])(
    'npm run %s: package.json has the script',
    (script) => {
      expect(Object.keys(scripts)).toContain(script);
    },
  );

  it.each(documents())('files that %s names and links to are there', (file) => {
    const folder = path.dirname(path.join(ROOT, file));
    const links = [...textOf(file).matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!);
    for (const link of links.filter((target) => !/^[a-z]+:/.test(target))) {
      expect({ link, exists: existsSync(path.join(folder, link)) }).toEqual({ link, exists: true });
    }
    const named = codeSpans(file).filter((text) => /^(deploy|scripts|tests|docs)\/[\w./-]+\.\w+$/.test(text));
    for (const name of named) {
      expect({ name, exists: existsSync(path.join(ROOT, name)) }).toEqual({ name, exists: true });
    }
  });
});
