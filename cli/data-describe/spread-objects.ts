import type { LakeObject } from '../../storage/lake';

/** Objects that are kept. */
const KEPT_OBJECTS = 8;

/** Counts any number of objects, and keeps a few of them that are spread over all. */
export class SpreadObjects<One extends LakeObject = LakeObject> {
  count = 0;
  bytes = 0;
  readonly #kept: One[] = [];
  /** Only every so manyth object is kept. */
  #every = 1;
  #last: One | undefined;

  /** The first object, some between, and the last. */
  get some(): readonly One[] {
    const last = this.#last;
    return last === undefined || this.#kept.at(-1) === last ? [...this.#kept] : [...this.#kept, last];
  }

  /** Takes over what another one has counted and kept. */
  addAll(other: SpreadObjects<One>): void {
    const { count, bytes } = this;
    for (const object of other.some) this.add(object);
    this.count = count + other.count;
    this.bytes = bytes + other.bytes;
  }

  add(object: One): void {
    if (this.count % this.#every === 0) this.#kept.push(object);
    if (this.#kept.length > KEPT_OBJECTS) {
      this.#kept.splice(0, this.#kept.length, ...this.#kept.filter((_, index) => index % 2 === 0));
      this.#every *= 2;
    }
    this.count += 1;
    this.bytes += object.sizeBytes;
    this.#last = object;
  }
}
