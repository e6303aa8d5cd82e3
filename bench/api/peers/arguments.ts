/** The port to listen on: the first argument. */
export function portArgument(): number {
  return Number(process.argv[2]);
}

/** JSON of as many bytes as the second argument says. */
export function constantBytes(): Buffer {
  const size = Number(process.argv[3]);
  return Buffer.from(JSON.stringify('x'.repeat(size - 2)));
}
