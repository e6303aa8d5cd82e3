/** A column of a sample. */
export interface SampleColumn {
  /** Its name, or of JSON lines and Parquet its dotted path. */
  readonly name: string;
  /** Its values that are not empty, as byte strings. */
  readonly values: readonly string[];
  /** Whether a typed format says that it is a day or a number with a fraction, and so no id. */
  readonly isTyped?: boolean;
  /** Whether a typed format says that it is a day. */
  readonly isDay?: boolean;
}
