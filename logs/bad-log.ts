/** A log object that cannot be read as its log; a retry cannot succeed before it is fixed. */
export class BadLogError extends Error {
  override readonly name = 'BadLogError';
  /** @param line where the fault lies, from 1, if it lies in one place. */
  constructor(
    readonly key: string,
    readonly fault: string,
    readonly line?: number,
  ) {
    super(line === undefined ? `${key}: ${fault}` : `${key}: line ${String(line)}: ${fault}`);
  }
}
