import { InvalidArgumentError } from 'commander';

/** Smallest and largest value of a number. */
interface Limits {
  readonly min: number;
  readonly max: number;
}

/** Parses an option that is a whole number from `min` to `max`. */
export function wholeNumber(limits: Limits): (text: string) => number {
  return (text) => checked(text, limits, 'a whole number', Number.isInteger);
}

/** Parses an option that is a number from `min` to `max`. */
export function decimal(limits: Limits): (text: string) => number {
  return (text) => checked(text, limits, 'a number', Number.isFinite);
}

/** Parses an option that is several numbers from `min` to `max`, each once, with commas between. */
export function decimals(limits: Limits): (text: string) => number[] {
  return (text) => {
    const values = text.split(',').map((part) => checked(part, limits, 'a number', Number.isFinite));
    if (new Set(values).size === values.length) return values;
    throw new InvalidArgumentError('must name each number once.');
  };
}

/** A number as people write it: 1,234.5. */
export function english(value: number, decimalPlaces = 0): string {
  return value.toLocaleString('en', {
    minimumFractionDigits: decimalPlaces,
    maximumFractionDigits: decimalPlaces,
    // No -0.
    signDisplay: 'negative',
  });
}

function checked(text: string, { min, max }: Limits, kind: string, fits: (value: number) => boolean): number {
  const value = Number(text);
  if (text.trim() !== '' && fits(value) && value >= min && value <= max) return value;
  throw new InvalidArgumentError(`must be ${kind} from ${exactly(min)} to ${exactly(max)}.`);
}

function exactly(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 9 });
}
