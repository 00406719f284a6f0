import fc from 'fast-check';
import type { MemoryImage } from '../../src/capture/python/memory-image.ts';
import type { OpenMemory } from '../../src/capture/python/process-memory.ts';

/** A byte of one of the words, `isUsed`: of those that are not zero, and what is put there. */
export type Damage = readonly [isUsed: boolean, word: number, at: number, value: number];

export const DAMAGES: fc.Arbitrary<Damage[]> = fc.array(
  fc.tuple(fc.boolean(), fc.nat(), fc.nat(7), fc.nat(255)),
  { minLength: 1, maxLength: 60 },
);

interface Word {
  readonly bytes: Buffer;
  readonly at: number;
}

/** A made-up process that is damaged, at once or by a byte before each read. */
export class DamagedMemory implements OpenMemory {
  reads = 0;
  bytes = 0;
  readonly #image: MemoryImage;
  readonly #pending: Damage[];
  readonly #words: Word[] = [];
  readonly #used: Word[] = [];

  constructor(image: MemoryImage, damages: readonly Damage[], atOnce = false) {
    this.#image = image;
    this.#pending = [...damages];
    for (const { bytes } of image.regions) {
      for (let at = 0; at < bytes.length; at += 8) {
        const word = { bytes, at };
        this.#words.push(word);
        if (bytes.readUIntLE(at, Math.min(6, bytes.length - at)) !== 0) this.#used.push(word);
      }
    }
    while (atOnce && this.#pending.length > 0) this.strike();
  }

  /** Does the next damage. */
  strike(): void {
    const next = this.#pending.pop();
    if (next === undefined) return;
    const [isUsed, index, within, value] = next;
    const words = isUsed ? this.#used : this.#words;
    const { bytes, at } = words[index % words.length] as Word;
    bytes[Math.min(at + within, bytes.length - 1)] = value;
  }

  read(address: number, into: Uint8Array, length: number): boolean {
    this.strike();
    this.reads++;
    this.bytes += length;
    return this.#image.read(address, into, length);
  }

  close(): void {}
}
