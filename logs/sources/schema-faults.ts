import type { z } from 'zod';
import { nearestName } from './nearest-name';
import { jsonPath } from './json-path';
import type { UnknownMember } from './source-schema';
import type { SourceFault } from './source-types';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What a value that is missing, or of a wrong kind, should be. */
const WANTED: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  int: 'a whole number',
};
const FIELD = 'the name of a column, or an object with one of column, value and path';

/** The faults of a value by the issues that the schema found in it. */
export function schemaFaults(issues: readonly Issue[], value: unknown, base: Path = []): SourceFault[] {
  return issues.flatMap((issue) => faultsOf(issue, value, [...base, ...issue.path]));
}

function faultsOf(issue: Issue, root: unknown, path: Path): SourceFault[] {
  const at = jsonPath(path);
  const found = valueAt(root, path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownMember(path, key, issue.message));
  }
  if (issue.code === 'invalid_union') return unionFaults(issue, root, path);
  if (issue.code === 'invalid_value') return [noneOf(at, found, issue.values.map(String))];
  if (issue.code === 'invalid_type') return [wrongKind(at, found, WANTED[issue.expected] ?? issue.expected)];
  if (issue.code === 'too_small') {
    return [{ path: at, fault: 'is empty', remedy: 'add an entry, or remove the log' }];
  }
  return [{ path: at, fault: `is wrong: ${issue.message}`, remedy: 'correct it' }];
}

function noneOf(path: string, found: unknown, names: readonly string[]): SourceFault {
  const near = typeof found === 'string' ? nearestName(found, names) : undefined;
  const hint = near === undefined ? '' : `did you mean ${near}? `;
  return { path, fault: `is ${shown(found)}`, remedy: `${hint}write one of ${names.join(', ')}` };
}

/** Of several kinds only the one that the value is of can tell more. */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, root: unknown, path: Path): SourceFault[] {
  const ofKind = issue.errors.find((errors) =>
    errors.every(({ code, path: below }) => below.length > 0 || code !== 'invalid_type'),
  );
  if (ofKind !== undefined) return schemaFaults(ofKind, root, path);
  const isConstant = path.at(-1) === 'value';
  return [wrongKind(jsonPath(path), valueAt(root, path), isConstant ? 'a text or a whole number' : FIELD)];
}

function wrongKind(path: string, found: unknown, wanted: string): SourceFault {
  return found === undefined
    ? { path, fault: 'is missing', remedy: `add it: ${wanted}` }
    : { path, fault: `is ${shown(found)}`, remedy: `write ${wanted}` };
}

function unknownMember(path: Path, key: string, message: string): SourceFault {
  const { of, members } = JSON.parse(message) as UnknownMember;
  const near = nearestName(key, members);
  const known = `members of ${of} are ${members.join(', ')}`;
  return {
    path: jsonPath([...path, key]),
    fault: `is no member of ${of}`,
    remedy: near === undefined ? known : `did you mean ${near}?`,
  };
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    root,
  );
}

function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}
