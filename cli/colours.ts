import pc from 'picocolors';
import { ownSequence } from './terminal-text';

const NAMES = ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'] as const;

/** Colours for a stream: only on a terminal, and never with NO_COLOR. `Output` writes the coloured texts. */
export type Colours = Readonly<Record<(typeof NAMES)[number], (text: string) => string>>;

/** The colours for a stream. */
export function coloursFor(stream: { readonly isTTY?: boolean }): Colours {
  // By default Picocolors also colours on CI systems, whose logs are no terminals.
  const plain = pc.createColors(stream.isTTY === true && pc.isColorSupported);
  return Object.fromEntries(NAMES.map((name) => [name, marked(plain[name])])) as Colours;
}

/** The same style, in sequences marked as this program's own. */
function marked(style: (text: string) => string): (text: string) => string {
  const [begin = '', end = ''] = style('|').split('|');
  if (begin === '') return (text) => text;
  return (text) => `${ownSequence(begin)}${text}${ownSequence(end)}`;
}
