/** Groups of two or more objects with the same identity; an object without an identity is in no group. */
export function groupSame<One>(
  objects: readonly One[],
  identityOf: (one: One) => string | undefined,
): One[][] {
  const groups = new Map<string, One[]>();
  for (const one of objects) {
    const identity = identityOf(one);
    if (identity === undefined) continue;
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [one]);
    else group.push(one);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}
