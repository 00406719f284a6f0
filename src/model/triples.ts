import { hashTuple } from './hash-tuple.ts';

/**
 * Interns triples of 32-bit integers: each distinct one is a row, numbered in the order of first appearance. Open
 * addressing with linear probing, at most half full, so that a look-up touches one or two cache lines.
 */
export class TripleTable {
  #values: Int32Array;
  /** Row + 1, 0 for a free slot. The length is a power of two. */
  #slots: Int32Array;
  #size = 0;

  constructor(capacity = 256) {
    this.#values = new Int32Array(capacity * 3);
    this.#slots = new Int32Array(capacity * 2);
  }

  get size(): number {
    return this.#size;
  }

  at(row: number, column: 0 | 1 | 2): number {
    return this.#values[row * 3 + column] as number;
  }

  intern(a: number, b: number, c: number): number {
    const values = this.#values;
    const mask = this.#slots.length - 1;
    for (let slot = hashTuple(a, b, c) & mask; ; slot = (slot + 1) & mask) {
      const row = (this.#slots[slot] as number) - 1;
      if (row < 0) return this.#add(slot, a, b, c);
      const at = row * 3;
      if (values[at] === a && values[at + 1] === b && values[at + 2] === c) return row;
    }
  }

  #add(slot: number, a: number, b: number, c: number): number {
    const row = this.#size++;
    this.#slots[slot] = row + 1;
    const at = row * 3;
    this.#values[at] = a;
    this.#values[at + 1] = b;
    this.#values[at + 2] = c;
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
      let slot = hashTuple(this.at(row, 0), this.at(row, 1), this.at(row, 2)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}
