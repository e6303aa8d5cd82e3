const ANY_SEGMENTS = '**';

/** A glob over keys of the lake. */
export interface Glob {
  /** Tells whether the whole key is one of the glob's. */
  readonly matches: (key: string) => boolean;
}

/**
 * Reads a glob: `*` is any text within a segment, also none, and `**` as a whole segment is any number of segments, also
 * none. Every other character is itself. A `**` at the end is at least one segment: `a/**` is everything below `a/`, and
 * not the key `a`.
 */
export function createGlob(text: string): Glob {
  const segments = text.split('/');
  if (segments.at(-1) === ANY_SEGMENTS) segments.push('*');
  const steps = segments.map((segment) =>
    segment === ANY_SEGMENTS
      ? undefined
      : segment.includes('*')
        ? createSegmentMatcher(segment)
        : (other: string) => other === segment,
  );
  return {
    matches: (key) => {
      const parts = key.split('/');
      return matchesSequence(
        parts.length,
        steps.length,
        (step) => steps[step] === undefined,
        (step, part) => steps[step]?.(parts[part] ?? '') === true,
      );
    },
  };
}

function createSegmentMatcher(pattern: string): (segment: string) => boolean {
  return (segment) =>
    matchesSequence(
      segment.length,
      pattern.length,
      (step) => pattern[step] === '*',
      (step, at) => pattern[step] === segment[at],
    );
}

/**
 * Matches a sequence with wildcards, each for any number of items. Only the last wildcard met is ever tried with another
 * length, so that the time is at most the product of both lengths.
 */
function matchesSequence(
  items: number,
  steps: number,
  isWildcard: (step: number) => boolean,
  fits: (step: number, item: number) => boolean,
): boolean {
  let step = 0;
  let item = 0;
  let wildcard = -1;
  let covered = 0;
  while (item < items) {
    if (step < steps && isWildcard(step)) {
      wildcard = step++;
      covered = item;
    } else if (step < steps && fits(step, item)) {
      step++;
      item++;
    } else if (wildcard >= 0) {
      step = wildcard + 1;
      item = ++covered;
    } else {
      return false;
    }
  }
  while (step < steps && isWildcard(step)) step++;
  return step === steps;
}
