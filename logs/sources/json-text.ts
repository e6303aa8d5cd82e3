import { parseTree } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { jsonPath } from './json-path';
import type { SourceFault } from './source-types';

/** Longest description, in characters. */
export const MAX_SOURCES_LENGTH = 1_000_000;

const REMEDY = 'correct it; an editor that knows JSON shows the place';

/** The value of a JSON text, or its faults: the first error of its syntax with line and column, and each name given twice. */
export function parseJson(text: string): { readonly value: unknown } | { readonly faults: SourceFault[] } {
  if (text.length > MAX_SOURCES_LENGTH) {
    const fault = `is longer than ${MAX_SOURCES_LENGTH} characters`;
    return { faults: [{ path: '$', fault, remedy: 'describe objects by globs instead of one by one' }] };
  }
  const json = text.replace(/^\ufeff/, '');
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(json, errors, { disallowComments: true, allowTrailingComma: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { faults: [{ path: '$', fault: 'is nested too deeply', remedy: REMEDY }] };
  }
  const [error] = errors;
  if (error !== undefined || root === undefined) {
    const at = placeOf(json, error?.offset ?? json.length);
    return { faults: [{ path: '$', fault: `is no JSON at ${at}`, remedy: REMEDY }] };
  }
  const faults: SourceFault[] = [];
  const value = valueOf(root, [], (path, node) => {
    const at = placeOf(json, node.offset);
    faults.push({
      path: jsonPath(path),
      fault: `is given twice, again at ${at}`,
      remedy: 'keep one of them',
    });
  });
  return faults.length > 0 ? { faults } : { value };
}

type Path = readonly (string | number)[];

function valueOf(node: Node, path: Path, onRepeated: (path: Path, node: Node) => void): unknown {
  if (node.type === 'array') {
    return (node.children ?? []).map((child, index) => valueOf(child, [...path, index], onRepeated));
  }
  if (node.type !== 'object') return node.value as unknown;
  const members = new Map<string, unknown>();
  for (const property of node.children ?? []) {
    const [key, child] = property.children ?? [];
    if (key === undefined || child === undefined) continue;
    const name = String(key.value);
    if (members.has(name)) onRepeated([...path, name], key);
    members.set(name, valueOf(child, [...path, name], onRepeated));
  }
  return Object.fromEntries(members);
}

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}
