import type { ZstdExports } from './zstd-module';

/** Words of zstd's `ZSTD_inBuffer` and `ZSTD_outBuffer`: address, size, position. */
const BUFFER_WORDS = 3;
const POSITION = 2;
const WORD_BYTES = 4;

/** An error that zstd's decoder tells, by its number. */
export class ZstdError extends Error {
  override readonly name = 'ZstdError';
  constructor(readonly code: number) {
    super(`zstd: error ${String(code)}`);
  }
}

/** Unpacks frames one after the other. Skippable frames are skipped; checksums of contents are compared. */
export class ZstdDecoder {
  readonly #zstd: ZstdExports;
  readonly #context: number;
  readonly #space: { readonly address: number; readonly sizeBytes: number };
  readonly #unpacked: { readonly address: number; readonly sizeBytes: number };
  /** Addresses of the two buffers' fields. */
  readonly #input: number;
  readonly #output: number;
  #takenBytes = 0;
  #framesEndAt = 0;

  constructor(zstd: ZstdExports) {
    this.#zstd = zstd;
    this.#context = zstd.ZSTD_createDCtx();
    this.#space = this.#allocate(zstd.ZSTD_DStreamInSize());
    this.#unpacked = this.#allocate(zstd.ZSTD_DStreamOutSize());
    this.#input = zstd.malloc(BUFFER_WORDS * WORD_BYTES);
    this.#output = zstd.malloc(BUFFER_WORDS * WORD_BYTES);
  }

  /** Bytes taken up to the end of the last whole frame. */
  get framesEndAt(): number {
    return this.#framesEndAt;
  }

  /** Whether bytes have been taken of a frame that is not whole yet. */
  get isInFrame(): boolean {
    return this.#takenBytes > this.#framesEndAt;
  }

  /** Unpacks the next bytes, 128 KiB at a time at most. @throws ZstdError */
  *push(bytes: Uint8Array): Generator<Uint8Array> {
    for (let start = 0; start < bytes.byteLength; start += this.#space.sizeBytes) {
      yield* this.#unpack(bytes.subarray(start, start + this.#space.sizeBytes));
    }
  }

  *#unpack(piece: Uint8Array): Generator<Uint8Array> {
    const before = this.#takenBytes;
    this.#memory.set(piece, this.#space.address);
    this.#setBuffer(this.#input, this.#space.address, piece.byteLength);
    for (let isPending = true; isPending;) {
      this.#setBuffer(this.#output, this.#unpacked.address, this.#unpacked.sizeBytes);
      const answer = this.#zstd.ZSTD_decompressStream(this.#context, this.#output, this.#input);
      if (answer < 0) throw new ZstdError(-answer);
      const taken = this.#positionIn(this.#input);
      const unpackedBytes = this.#positionIn(this.#output);
      this.#takenBytes = before + taken;
      if (answer === 0) this.#framesEndAt = this.#takenBytes;
      const { address } = this.#unpacked;
      // A copy: the memory is written to again, and another one where it has grown.
      if (unpackedBytes > 0) yield this.#memory.slice(address, address + unpackedBytes);
      // A frame that has ended is unpacked to its last byte: without further bytes the next call would begin another.
      isPending = taken < piece.byteLength || (answer !== 0 && unpackedBytes === this.#unpacked.sizeBytes);
    }
  }

  #allocate(sizeBytes: number): { address: number; sizeBytes: number } {
    return { address: this.#zstd.malloc(sizeBytes), sizeBytes };
  }

  get #memory(): Uint8Array {
    return new Uint8Array(this.#zstd.memory.buffer);
  }

  #setBuffer(buffer: number, address: number, sizeBytes: number): void {
    new Uint32Array(this.#zstd.memory.buffer, buffer, BUFFER_WORDS).set([address, sizeBytes, 0]);
  }

  #positionIn(buffer: number): number {
    return new Uint32Array(this.#zstd.memory.buffer, buffer, BUFFER_WORDS)[POSITION] ?? 0;
  }
}
