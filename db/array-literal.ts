/**
 * Elements as the text of a one-dimensional Postgres array; numbers as they are, texts quoted where the syntax of
 * arrays asks for it.
 *
 * @see https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 */
export function arrayLiteral(elements: readonly (string | number)[]): string {
  return `{${elements.map((element) => (typeof element === 'string' ? quoted(element) : element)).join(',')}}`;
}

const MEANS_SOMETHING = /[{}",\\\s]|^$|^null$/i;

function quoted(text: string): string {
  return MEANS_SOMETHING.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : text;
}
