/** Ids that cannot be a segment of a URL's path: clients resolve them as "here" and "one up", percent-encoded or not. */
export const DOT_SEGMENTS: readonly string[] = ['.', '..'];

/** Whether an id cannot be a segment of a URL's path (RFC 3986, 5.2.4; WHATWG URL). */
export function isDotSegment(id: string): boolean {
  return DOT_SEGMENTS.includes(id);
}
