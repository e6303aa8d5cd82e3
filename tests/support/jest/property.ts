import fc from 'fast-check';

/** Seed of all properties: fixed, so that a failure is the same everywhere. Name it in the title of the suite. */
export const SEED = 20_241_129;

// Where a case says how long it may be, it gets that long: fast-check would stop at ten items, before a list is full.
fc.configureGlobal({ defaultSizeToMaxWhenMaxSpecified: true });

/** Checks a property over `runs` generated cases; the failure shows the smallest case that breaks it. */
export function holds<T>(property: fc.IRawProperty<T, false>, runs?: number): void;
export function holds<T>(property: fc.IRawProperty<T, true>, runs?: number): Promise<void>;
export function holds<T>(property: fc.IRawProperty<T>, runs = 300): Promise<void> | void {
  return fc.assert(property, { seed: SEED, numRuns: runs });
}

/** Any text that UTF-8 can hold (no lone surrogates), often with the code points whose UTF-16 order differs from it. */
export function anyText(constraints: fc.ArrayConstraints = {}): fc.Arbitrary<string> {
  const character = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.integer({ min: 0xe000, max: 0xffff }).map((point) => String.fromCodePoint(point)),
    fc.integer({ min: 0x10000, max: 0x10ffff }).map((point) => String.fromCodePoint(point)),
    fc.constantFrom(
      '\u0000',
      '\u007f',
      '\u0080',
      '\u07ff',
      '\u0800',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{10000}',
      'a',
    ),
  );
  return fc.array(character, { maxLength: 12, ...constraints }).map((characters) => characters.join(''));
}

/** A calendar day of the years 1 to 9999. */
export function anyDay(): fc.Arbitrary<string> {
  return fc
    .date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    })
    .map((date) => date.toISOString().slice(0, 10));
}

/** A count from 0 to 2^53 - 1, often beside the powers of two at which a width of numbers ends. */
export function anyCount(): fc.Arbitrary<number> {
  const beside = (power: number) =>
    fc.integer({ min: -2, max: 2 }).map((offset) => Math.min(2 ** power + offset, Number.MAX_SAFE_INTEGER));
  return fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    ...[30, 31, 32, 33, 52, 53].map(beside),
    fc.maxSafeNat(),
  );
}
