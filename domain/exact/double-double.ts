/** Splits a double into two halves of 26 bits (T. J. Dekker, Numerische Mathematik 18 (1971), 224–242). */
const SPLITTER = 134_217_729;
/** An upper bound for the error of a dozen of the operations below, as a share of the result. */
const ERROR = 1 / 2 ** 96;

/**
 * A number as the sum of two doubles, with 106 bits; each operation has a relative error of about 2^-102 as long as nothing
 * negative is added. IEEE 754 defines every step to the last bit, so results are the same on every machine and version of
 * Node. One object is reused for many numbers, without allocations.
 *
 * Source: M. Joldes, J.-M. Muller and V. Popescu, "Tight and rigorous error bounds for basic building blocks of double-word
 * arithmetic", ACM Transactions on Mathematical Software 44 (2017).
 */
export class DoubleDouble {
  /** The double nearest to the number, or its neighbour in a tie. */
  high = 0;
  /** The rest of the number: at most half of the last place of `high`. */
  low = 0;

  /** Becomes the sum of two doubles. */
  setSum(a: number, b: number): this {
    const sum = a + b;
    const part = sum - a;
    this.high = sum;
    this.low = a - (sum - part) + (b - part);
    return this;
  }

  /** Becomes the product of two doubles, exactly. */
  setProduct(a: number, b: number): this {
    const product = a * b;
    this.high = product;
    this.low = errorOfProduct(a, b, product);
    return this;
  }

  /** Adds a number, or a double with `low` 0. */
  add(high: number, low = 0): this {
    const own = this.low;
    this.setSum(this.high, high);
    return this.#normalize(this.high, this.low + (own + low));
  }

  /** Multiplies by a number, or a double with `low` 0. */
  multiply(high: number, low = 0): this {
    const product = this.high * high;
    const error = errorOfProduct(this.high, high, product);
    return this.#normalize(product, error + (this.high * low + this.low * high));
  }

  /** Divides by a number, or a double with `low` 0. */
  divide(high: number, low = 0): this {
    const quotient = this.high / high;
    const product = quotient * high;
    const error = errorOfProduct(quotient, high, product);
    const rest = this.high - product - error + this.low - quotient * low;
    return this.#normalize(quotient, rest / high);
  }

  /** Becomes its square root. */
  takeRoot(): this {
    const root = Math.sqrt(this.high);
    const square = root * root;
    const rest = this.high - square - errorOfProduct(root, root, square) + this.low;
    return this.#normalize(root, rest / (2 * root));
  }

  /** The double nearest to the exact number; NaN where this number is too near to the middle between two doubles. */
  nearest(): number {
    const { high, low } = this;
    const error = high * ERROR;
    const below = high + (low - error);
    return below === high + (low + error) ? below : NaN;
  }

  #normalize(high: number, low: number): this {
    const sum = high + low;
    this.low = low - (sum - high);
    this.high = sum;
    return this;
  }
}

/** The exact difference between the exact product of two doubles and their rounded product. */
function errorOfProduct(a: number, b: number, product: number): number {
  const splitA = SPLITTER * a;
  const highA = splitA - (splitA - a);
  const lowA = a - highA;
  const splitB = SPLITTER * b;
  const highB = splitB - (splitB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}
