import pc from 'picocolors';
import { ownSequence } from './terminal-text';

const NAMES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;

/** Colours for a stream: on a terminal only, and never with NO_COLOR. `Output` writes what they make. */
export type Colours = Readonly<Record<(typeof NAMES)[number], (text: string) => string>>;

/** The colours that a stream can show. */
export function coloursFor(stream: { readonly isTTY?: boolean }): Colours {
  // Picocolors by itself also colours for CI systems, whose logs are no terminals.
  const plain = pc.createColors(stream.isTTY === true && pc.isColorSupported);
  return Object.fromEntries(NAMES.map((name) => [name, marked(plain[name])])) as Colours;
}

/** The same style in sequences that are known as this program's own. */
function marked(style: (text: string) => string): (text: string) => string {
  const [begin = '', end = ''] = style('|').split('|');
  if (begin === '') return (text) => text;
  return (text) => `${ownSequence(begin)}${text}${ownSequence(end)}`;
}
