import { randomUUID } from 'node:crypto';

/**
 * Characters that control a terminal (C0, DEL, C1), that change the order of the text around them (bidi controls), or
 * that are only half of a character.
 */
const OBEYED = '\\p{Cc}\\p{Cs}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069';
/** The same characters, except those that JSON texts always escape. */
const OBEYED_IN_JSON = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Marks the escape sequences that this program adds; foreign text cannot contain it. */
const OWN = `\u001b${randomUUID()}`;
const OWN_OR_OBEYED = new RegExp(`${OWN}(\\[\\d+m)|[${OBEYED}]`, 'gu');
const OWN_SEQUENCES = new RegExp(`${OWN}\\[\\d+m`, 'g');

/** Marks an escape sequence `ESC [ … m` as this program's own. */
export function ownSequence(sequence: string): string {
  return `${OWN}${sequence.slice(1)}`;
}

/** Replaces control characters by `\u{…}`, so that every character is visible. Own sequences stay marked. */
export function visibleText(text: string): string {
  return text.replace(OWN_OR_OBEYED, (found, own: string | undefined) =>
    own === undefined ? escapeOf(found) : found,
  );
}

/** The text for a terminal: every character is visible, except own sequences, which colour it. */
export function terminalText(text: string): string {
  return text.replace(OWN_OR_OBEYED, (found, own: string | undefined) =>
    own === undefined ? escapeOf(found) : `\u001b${own}`,
  );
}

/** Like `terminalText` for several lines; all but the first are indented, so that none looks like other output. */
export function terminalLines(text: string): string {
  const [first = '', ...more] = text.split(/\r?\n/);
  return [first, ...more.map((line) => (line === '' || line.startsWith('  ') ? line : `  ${line}`))]
    .map(terminalText)
    .join('\n');
}

/** The number of characters of a visible text on a terminal. */
export function visibleLength(text: string): number {
  return text.replace(OWN_SEQUENCES, '').length;
}

/** JSON with the same value and without control characters, except line ends and indentation. */
export function terminalJson(json: string): string {
  return json.replace(OBEYED_IN_JSON, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** An id in a sentence, in quotes where the id or its end would otherwise be invisible. */
export function idText(id: string): string {
  return /^$|^[\s"]|\s$|,/u.test(id) ? JSON.stringify(id) : id;
}

function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
