/**
 * Interns tuples of two or three 32-bit integers: each distinct tuple is one row, numbered in the order of first
 * appearance. Open addressing with linear probing, at most half full, so that a look-up touches one or two cache lines.
 */
export class TupleTable {
  readonly #width: 2 | 3;
  #values: Int32Array;
  /** Row + 1, 0 for a free slot. The length is a power of two. */
  #slots: Int32Array;
  #size = 0;

  constructor(width: 2 | 3, capacity = 256) {
    this.#width = width;
    this.#values = new Int32Array(capacity * width);
    this.#slots = new Int32Array(capacity * 2);
  }

  get size(): number {
    return this.#size;
  }

  at(row: number, column: 0 | 1 | 2): number {
    return this.#values[row * this.#width + column] as number;
  }

  intern(a: number, b: number, c = 0): number {
    const mask = this.#slots.length - 1;
    let slot = hash(a, b, c) & mask;
    for (;;) {
      const row = (this.#slots[slot] as number) - 1;
      if (row < 0) return this.#add(slot, a, b, c);
      const at = row * this.#width;
      if (
        this.#values[at] === a &&
        this.#values[at + 1] === b &&
        (this.#width === 2 || this.#values[at + 2] === c)
      ) {
        return row;
      }
      slot = (slot + 1) & mask;
    }
  }

  #add(slot: number, a: number, b: number, c: number): number {
    const row = this.#size++;
    this.#slots[slot] = row + 1;
    const at = row * this.#width;
    this.#values[at] = a;
    this.#values[at + 1] = b;
    if (this.#width === 3) this.#values[at + 2] = c;
    if (this.#size * 2 >= this.#slots.length) this.#grow();
    return row;
  }

  #grow(): void {
    const values = new Int32Array(this.#values.length * 2);
    values.set(this.#values);
    this.#values = values;
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.#size; row++) {
      const c = this.#width === 3 ? this.at(row, 2) : 0;
      let slot = hash(this.at(row, 0), this.at(row, 1), c) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}

/** Multiply and mix, after the finalizer of MurmurHash3, so that rows of small consecutive numbers spread. */
function hash(a: number, b: number, c: number): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
