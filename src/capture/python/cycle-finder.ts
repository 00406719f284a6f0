/** Finds that a walk along pointers goes in a circle, within three rounds of it (Brent's algorithm). */
export class CycleFinder {
  #marked = 0;
  #steps = 0;
  #next = 1;

  start(): this {
    this.#marked = 0;
    this.#steps = 0;
    this.#next = 1;
    return this;
  }

  /** Takes the next address of the walk. */
  closesWith(address: number): boolean {
    if (address === this.#marked) return true;
    if (++this.#steps === this.#next) {
      this.#marked = address;
      this.#next *= 2;
    }
    return false;
  }
}
