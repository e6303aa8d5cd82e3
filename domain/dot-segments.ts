/** The ids that no segment of a URL's path can be: clients resolve them as "here" and "one up", percent-encoded or not. */
export const DOT_SEGMENTS: readonly string[] = ['.', '..'];

/** Whether an id is one that no segment of a URL's path can be (RFC 3986, 5.2.4; WHATWG URL). */
export function isDotSegment(id: string): boolean {
  return DOT_SEGMENTS.includes(id);
}
