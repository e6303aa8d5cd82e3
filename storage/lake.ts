import type { Readable } from 'node:stream';

/** What the lake knows of an object without reading it. */
export interface LakeObject {
  /** Relative to the lake's root, `/` between parts, e.g. `input/ads_views.csv`. */
  readonly key: string;
  readonly sizeBytes: number;
  /** Opaque; differs whenever the bytes may differ. Without quotes. */
  readonly etag: string;
}

/** An object as a listing tells it. */
export interface ListedObject extends LakeObject {
  /** Why it cannot be read by its key, in words that follow the key; absent when it can. */
  readonly fault?: string;
}

/** How to read an object. */
export interface ReadOptions {
  /** Read only if the object still has this ETag. */
  readonly ifMatch?: string;
  /** Only the bytes from `start` up to, not including, `end`, which is not past the object's end. */
  readonly range?: ByteRange;
  readonly signal?: AbortSignal;
}

/** Bytes of an object, from `start` (from 0) up to, not including, `end`; never empty. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How to write an object. */
export interface WriteOptions {
  /** Write only if no object has this key yet (`If-None-Match: *`). */
  readonly onlyIfAbsent?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Object storage: a bucket below a prefix, or a folder. Both keep the same promises: a write is seen whole or not at
 * all, a read delivers exactly the bytes of the object that it began with or fails with `LakeObjectChangedError`. Both
 * write the same keys (`key-rule.ts`), and throw `LakeRefusedError` for all others.
 */
export interface Lake {
  /** Where it is, for messages; holds no secret. */
  readonly url: string;
  /** The object, or undefined when there is none. */
  head(key: string, options?: { signal?: AbortSignal }): Promise<LakeObject | undefined>;
  /** All objects whose key begins with `prefix`, in the byte order of keys; also those that cannot be read by their keys. */
  list(prefix: string, options?: { signal?: AbortSignal }): AsyncIterable<ListedObject>;
  /**
   * The bytes of an object, or of a range of it.
   * @throws LakeObjectMissingError when there is none.
   * @throws LakeObjectChangedError at once or in mid-stream when it is not, or no longer, what `ifMatch` names.
   * @throws LakeUnreachableError in mid-stream when fewer bytes came than the object has, or others than its checksum says.
   */
  read(key: string, options?: ReadOptions): Promise<Readable>;
  /**
   * The same bytes as `read` gives, in pieces of which each is valid only until the next one is asked for.
   *
   * @param space where the next piece may be put, if that saves a copy.
   * @throws as `read` does.
   */
  readPieces(key: string, space: () => Uint8Array, options?: ReadOptions): AsyncIterable<Uint8Array>;
  /**
   * Writes an object whole; a stream of any length goes up in bounded memory.
   * @throws LakeObjectExistsError when `onlyIfAbsent` and there is one.
   */
  write(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ): Promise<LakeObject>;
  /** Writes, reads and removes a small object to see whether the server keeps what the product relies on; a folder does. */
  probe?(options?: { signal?: AbortSignal }): Promise<LakeProbe>;
  /** Closes connections. */
  close(): void;
}

/** What came of trying a lake. */
export interface LakeProbe {
  /** Why nothing could be tried; undefined where it could. */
  readonly notTried?: string;
  readonly faults: readonly LakeFault[];
}

/** A promise that a lake's server does not keep. */
export interface LakeFault {
  /** What the server does, and what is lost by it. */
  readonly message: string;
  readonly remedy: string;
}

/** No object has that key. */
export class LakeObjectMissingError extends Error {
  override readonly name = 'LakeObjectMissingError';
  constructor(readonly key: string) {
    super(`${key}: no such object in the lake`);
  }
}

/** The object was replaced while it was being read; reading again from the start may succeed. */
export class LakeObjectChangedError extends Error {
  override readonly name = 'LakeObjectChangedError';
  constructor(
    readonly key: string,
    detail: string,
  ) {
    super(`${key}: changed while it was being read (${detail})`);
  }
}

/** An object with that key is there already. */
export class LakeObjectExistsError extends Error {
  override readonly name = 'LakeObjectExistsError';
  constructor(readonly key: string) {
    super(`${key}: exists already`);
  }
}

/** The lake refuses this caller or does not exist: a retry cannot succeed before that is fixed. */
export class LakeRefusedError extends Error {
  override readonly name = 'LakeRefusedError';
}

/** The lake does not answer, or not as it should; it may again. */
export class LakeUnreachableError extends Error {
  override readonly name = 'LakeUnreachableError';
}
