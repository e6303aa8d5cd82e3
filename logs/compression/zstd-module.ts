/** The exports of the reference decoder that are used; sizes and addresses are numbers of 32 bits. */
export interface ZstdExports {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(address: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_DStreamInSize(): number;
  ZSTD_DStreamOutSize(): number;
  /** 0 at the end of a frame, below 0 an error's number with its sign changed, else bytes that it would like next. */
  ZSTD_decompressStream(context: number, output: number, input: number): number;
  /** The bytes that it has unpacked, or below 0 an error's number with its sign changed. */
  ZSTD_decompress(output: number, outputBytes: number, input: number, inputBytes: number): number;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** Makes an instance of zstd's decoder, with memory for itself: what it has filled is given back with it. */
export async function createZstd(): Promise<ZstdExports> {
  compiled ??= compile();
  const imports = { env: { emscripten_notify_memory_growth: () => undefined } };
  return new WebAssembly.Instance(await compiled, imports).exports as unknown as ZstdExports;
}

// The package's `decodeStreaming` passes over errors. Its module is the reference decoder, whose calls tell all of them.
async function compile(): Promise<WebAssembly.Module> {
  // An ESM package, loaded on first use: the project compiles to CommonJS.
  const { ZSTDDecoder } = await import('zstddec/stream');
  const decoder = new ZSTDDecoder();
  return new Promise((resolve, reject) => {
    decoder._init = ({ module }) => {
      resolve(module);
    };
    decoder.init().catch(reject);
  });
}
