/** How long what was left at a place tells of what is left there, in milliseconds. */
const KEPT_MILLIS = 1000;
/** Places that are remembered. */
const MOST_KEPT = 512;

interface Left {
  code: number;
  at: number;
}

/**
 * By the address of a frame, the code that was read there last and was left a moment later. The code of a tick's frame is read
 * some microseconds after the tick, and long functions live to see that more often than short ones. But each that ends has as good a
 * chance to end just before it is read as just after, so what was gone after it tells what was gone before.
 */
export class LeftCodes {
  readonly #byPlace = new Map<number, Left>();

  add(place: number, code: number, now: number): void {
    const left = this.#byPlace.get(place);
    if (left !== undefined) {
      left.code = code;
      left.at = now;
      return;
    }
    if (this.#byPlace.size === MOST_KEPT) this.#byPlace.clear();
    this.#byPlace.set(place, { code, at: now });
  }

  /** 0: not known. */
  at(place: number, now: number): number {
    const left = this.#byPlace.get(place);
    return left !== undefined && now - left.at < KEPT_MILLIS ? left.code : 0;
  }

  clear(): void {
    this.#byPlace.clear();
  }
}
