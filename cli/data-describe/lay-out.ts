/** Longest line of JSON, in characters, that is not broken. */
const LINE_LENGTH = 110;

/** JSON with short objects and lists on one line, as people write descriptions. */
export function layOut(value: unknown, indent = ''): string {
  const inline = onOneLine(value);
  const isMember = indent !== '';
  if (typeof value !== 'object' || value === null) return inline;
  if (isMember && indent.length + inline.length <= LINE_LENGTH) return inline;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((one: unknown) => inner + layOut(one, inner))
    : Object.entries(value).map(([name, one]) => `${inner}${JSON.stringify(name)}: ${layOut(one, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${onOneLine(one)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
