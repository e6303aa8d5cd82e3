import fc from 'fast-check';
import {
  idText,
  ownSequence,
  terminalJson,
  terminalLines,
  terminalText,
  visibleLength,
} from '../../cli/terminal-text';

const OBEYED = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

it.each([
  ['a line end', 'a\nb', 'a\\u{a}b'],
  ['a colour', '\u001b[31mRED', '\\u{1b}[31mRED'],
  ['DEL and a C1 control', '\u007f\u009b31m', '\\u{7f}\\u{9b}31m'],
  ['a bidi override', 'a\u202efdp.csv', 'a\\u{202e}fdp.csv'],
  ['half of a character', 'a\ud800', 'a\\u{d800}'],
  ['plain text of any script', 'é 漢字 😀', 'é 漢字 😀'],
])('shows %s', (_, text, shown) => {
  expect(terminalText(text)).toBe(shown);
});

it('lets through sequences of this program alone, and does not count them', () => {
  const marked = `${ownSequence('\u001b[1m')}four${ownSequence('\u001b[22m')}`;
  expect(terminalText(`${marked}\u001b[31m`)).toBe('\u001b[1mfour\u001b[22m\\u{1b}[31m');
  expect(visibleLength(marked)).toBe(4);
});

it('lets no line of a text look like the line of another output', () => {
  expect(terminalLines('settings:\n  PORT is \u0007\n✓ all is well\r\n')).toBe(
    'settings:\n  PORT is \\u{7}\n  ✓ all is well\n',
  );
});

it('writes JSON of the same value, without a character that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
      const json = terminalJson(JSON.stringify([value, text, '\u007f\u009b\u202e']));
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify([value, text, '\u007f\u009b\u202e'])));
      expect(json).not.toMatch(OBEYED);
    }),
  );
});

it('never writes a character that a terminal obeys', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(terminalText(text)).not.toMatch(OBEYED);
    }),
  );
});

it.each([
  ['', '""'],
  [' a', '" a"'],
  ['A ', '"A "'],
  ['\u00a0x', '"\u00a0x"'],
  ['a,b', '"a,b"'],
  ['"', '"\\""'],
  ['a b', 'a b'],
  ['.', '.'],
])('writes the id %j in a sentence as %s', (id, text) => {
  expect(idText(id)).toBe(text);
});
