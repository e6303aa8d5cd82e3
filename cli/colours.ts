import pc from 'picocolors';

/** Colours for a stream: on a terminal only, and never with NO_COLOR. */
export type Colours = ReturnType<typeof pc.createColors>;

/** The colours that a stream can show. */
export function coloursFor(stream: { readonly isTTY?: boolean }): Colours {
  // Picocolors by itself also colours for CI systems, whose logs are no terminals.
  return pc.createColors(stream.isTTY === true && pc.isColorSupported);
}
