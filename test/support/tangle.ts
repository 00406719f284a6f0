import type { OpenMemory } from '../../src/capture/python/process-memory.ts';

/** An address in it. */
export const TANGLED = 0x10000;
const WORDS = 64;

/** Memory in which every word may be a pointer to any other, so that lists end in circles; it changes at every read. */
export class Tangle implements OpenMemory {
  reads = 0;
  bytes = 0;
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  read(_address: number, into: Uint8Array, length: number): boolean {
    this.reads++;
    this.bytes += length;
    const view = new DataView(into.buffer, into.byteOffset, length);
    for (let at = 0; at + 8 <= length; at += 8) view.setBigUint64(at, BigInt(this.#word()), true);
    return this.#next() % 50 !== 0;
  }

  close(): void {}

  #word(): number {
    const kind = this.#next() % 4;
    if (kind === 0) return this.#next() % 3;
    if (kind === 1) return 0xffff_ffff;
    return TANGLED + (this.#next() % WORDS) * 8;
  }

  #next(): number {
    this.#seed = (Math.imul(this.#seed, 0x6c07_8965) + 1) >>> 0;
    return this.#seed >>> 8;
  }
}
