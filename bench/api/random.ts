/** As many of `values` as asked for, each at random, some more than once. */
export function drawn<Value>(values: readonly Value[], count: number): Value[] {
  return Array.from({ length: count }, () => values[Math.floor(Math.random() * values.length)]).filter(
    (value) => value !== undefined,
  );
}

/** All of `values` in random order. */
export function shuffled<Value>(values: readonly Value[]): Value[] {
  return values
    .map((value) => ({ value, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}
