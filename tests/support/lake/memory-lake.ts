import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { compareUtf8 } from '../../../domain/utf8-order';
import { assertKey } from '../../../storage/key-rule';
import { LakeObjectChangedError, LakeObjectExistsError, LakeObjectMissingError } from '../../../storage/lake';
import type { Lake, LakeObject, ReadOptions, WriteOptions } from '../../../storage/lake';

/** Of all lakes: no two objects have one ETag. */
let writes = 0;

/** A lake in memory, for suites that write thousands of objects. It gives bytes in pieces of the size that it is told. */
export class MemoryLake implements Lake {
  readonly url = 'memory:';
  /** Longest piece of what is read. */
  pieceBytes = Infinity;
  readonly #objects = new Map<string, { readonly object: LakeObject; readonly bytes: Buffer }>();

  head(key: string): Promise<LakeObject | undefined> {
    return Promise.resolve(this.#objects.get(key)?.object);
  }

  async *list(prefix: string): AsyncGenerator<LakeObject> {
    for (const key of [...this.#objects.keys()].sort(compareUtf8)) {
      const found = this.#objects.get(key);
      if (found !== undefined && key.startsWith(prefix)) yield await Promise.resolve(found.object);
    }
  }

  read(key: string, options: ReadOptions = {}): Promise<Readable> {
    const pieces = async function* (cut: () => Iterable<Uint8Array>) {
      yield* await Promise.resolve(cut());
    };
    const bytes = this.#bytesOf(key, options);
    return Promise.resolve(
      Readable.from(
        pieces(() => this.#cut(bytes)),
        { objectMode: false },
      ),
    );
  }

  /** Puts each other piece where it may, so that both ways are in use. */
  async *readPieces(
    key: string,
    space: () => Uint8Array,
    options: ReadOptions = {},
  ): AsyncGenerator<Uint8Array> {
    let inPlace = false;
    for (const piece of this.#cut(this.#bytesOf(key, options))) {
      inPlace = !inPlace;
      const place = space();
      if (inPlace && place.length >= piece.length) {
        place.set(piece);
        yield await Promise.resolve(place.subarray(0, piece.length));
        // A piece is valid only until the next one is requested.
      } else {
        const copy = Uint8Array.from(piece);
        yield copy;
        copy.fill(0);
      }
    }
  }

  async write(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<LakeObject> {
    assertKey(key);
    const bytes = body instanceof Uint8Array ? Buffer.from(body) : await buffer(body);
    if (options.onlyIfAbsent === true && this.#objects.has(key)) throw new LakeObjectExistsError(key);
    const object = { key, sizeBytes: bytes.length, etag: `v${String(++writes)}` };
    this.#objects.set(key, { object, bytes });
    return object;
  }

  close(): void {
    this.#objects.clear();
  }

  #bytesOf(key: string, { ifMatch, range }: ReadOptions): Buffer {
    const found = this.#objects.get(key);
    if (found === undefined) throw new LakeObjectMissingError(key);
    const { object, bytes } = found;
    if (ifMatch !== undefined && ifMatch !== object.etag)
      throw new LakeObjectChangedError(key, `ETag ${object.etag}, expected ${ifMatch}`);
    if (range === undefined) return bytes;
    if (range.start >= range.end || range.end > bytes.length)
      throw new Error(`no such range: ${String(range.start)} to ${String(range.end)}`);
    return bytes.subarray(range.start, range.end);
  }

  *#cut(bytes: Buffer): Generator<Buffer> {
    for (let at = 0; at < bytes.length; at += this.pieceBytes)
      yield bytes.subarray(at, Math.min(bytes.length, at + this.pieceBytes));
  }
}
