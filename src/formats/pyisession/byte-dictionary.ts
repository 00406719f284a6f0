import { IntColumn } from '../../model/columns.ts';

const COLUMNS = 4;

/** Runs of bytes, each with a number. Whoever reads a run has its hash at the end, so it is computed there and given here. */
export class ByteDictionary {
  #keys = new Uint8Array(4096);
  #keyBytes = 0;
  /** Hash, start, length and value of each entry. */
  readonly #entries = new IntColumn();
  /** Entry + 1, 0 for a free slot; a power of two, at most half full. */
  #slots = new Int32Array(1024);

  /** The number of the bytes `from` to `to`; -1 when they are not known. */
  find(hash: number, bytes: Uint8Array, from: number, to: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = scatter(hash) & mask; ; slot = (slot + 1) & mask) {
      const entry = ((this.#slots[slot] as number) - 1) * COLUMNS;
      if (entry < 0) return -1;
      if (this.#entries.get(entry) !== hash || this.#entries.get(entry + 2) !== to - from) continue;
      const keys = this.#keys;
      const start = this.#entries.get(entry + 1) - from;
      let at = from;
      while (at < to && keys[start + at] === bytes[at]) at++;
      if (at === to) return this.#entries.get(entry + 3);
    }
  }

  /** `value` is 0 or more; the bytes are not known yet. */
  add(hash: number, key: Uint8Array, value: number): void {
    this.#reserve(key.length);
    this.#keys.set(key, this.#keyBytes);
    const entry = this.#entries.length / COLUMNS;
    for (const number of [hash, this.#keyBytes, key.length, value]) this.#entries.push(number);
    this.#keyBytes += key.length;
    if ((entry + 1) * 2 > this.#slots.length) this.#growSlots();
    else this.#place(entry);
  }

  #place(entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = scatter(this.#entries.get(entry * COLUMNS)) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }

  #growSlots(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let entry = 0; entry < this.#entries.length / COLUMNS; entry++) this.#place(entry);
  }

  #reserve(length: number): void {
    if (this.#keyBytes + length <= this.#keys.length) return;
    const grown = new Uint8Array(Math.max(this.#keys.length * 2, this.#keyBytes + length));
    grown.set(this.#keys);
    this.#keys = grown;
  }
}

/** The hash of a run: start with 0 and mix in each byte. */
export function mixByte(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** The last bytes have hardly moved the high bits of a hash, so these are folded in before it is cut to a slot. */
function scatter(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
