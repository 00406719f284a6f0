import type { Memory } from './process-memory.ts';

/** What the kernel copies at once of another process's memory; a call for one such page costs as much as three more pages of a call do. */
const PAGE = 4096;
/** Pages without frames that are copied along where frames lie behind them. */
const MOST_BETWEEN = 2;
/** Pages to either side: copying is not to take much longer than a call. */
const MOST_BESIDE = 4;
/** The page of a frame and the one that it may reach into, with those to either side. */
const MOST_PAGES = 2 + 2 * MOST_BESIDE;
/** Walks after which a page in which no frame was met is no longer copied along. */
const REMEMBERED_WALKS = 32;
/** Pages that are remembered; a thread has its frames in some ten. */
const MOST_REMEMBERED = 4096;

/** Parts of one try; frames beyond, of a deep stack that is strewn about, have a read each. */
const MOST_COPIES = 32;

/** A part of memory that was copied by one read. */
class Copy {
  readonly bytes = Buffer.alloc(MOST_PAGES * PAGE);
  readonly words = new Int32Array(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length >> 2);
  start = 0;
  end = 0;
}

/** Of all threads: a copy is of one try, and no two of them go on at once. */
const COPIES: Copy[] = [];

/**
 * Copies of the memory in which frame objects lie. An interpreter has them side by side for the most part, and one read of many is
 * quicker than one read of each, so what it shows is nearer to being of one moment.
 */
export class FrameCopies {
  readonly #memory: Memory;
  /** By page number, the walk in which a frame was last met there. */
  readonly #metIn = new Map<number, number>();
  #count = 0;
  #walk = 0;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  startWalk(): void {
    this.#walk++;
    if (this.#metIn.size > MOST_REMEMBERED) this.#metIn.clear();
    this.forget();
  }

  /** What was copied is of some time ago. */
  forget(): void {
    this.#count = 0;
  }

  /** Fills `into` with what stands at an address; false when that is not readable with all of its pages, or too much was copied. */
  take(address: number, into: Buffer): boolean {
    const copy = this.#copyOf(address, into.length);
    if (copy === undefined) return false;
    const at = address - copy.start;
    copy.bytes.copy(into, 0, at, at + into.length);
    return true;
  }

  /** Whether the words of an object are what they were, from one offset to another in bytes. */
  isSame(address: number, words: Int32Array, from: number, to: number): boolean {
    const copy = this.#copyOf(address, to);
    if (copy === undefined) return false;
    const copied = copy.words;
    const shift = (address - copy.start) >> 2;
    for (let at = from >> 2, end = to >> 2; at < end; at++) {
      if (copied[shift + at] !== words[at]) return false;
    }
    return true;
  }

  #copyOf(address: number, length: number): Copy | undefined {
    const end = address + length;
    for (let i = this.#count - 1; i >= 0; i--) {
      const copy = COPIES[i] as Copy;
      if (address < copy.start || end > copy.end) continue;
      this.#metIn.set(Math.floor(address / PAGE), this.#walk);
      return copy;
    }
    return this.#copy(Math.floor(address / PAGE), Math.floor((end - 1) / PAGE));
  }

  /** Copies some pages and those about them in which frames were met. */
  #copy(first: number, last: number): Copy | undefined {
    if (this.#count === MOST_COPIES) return undefined;
    this.#metIn.set(first, this.#walk);
    const from = this.#reach(first, -1);
    const to = this.#reach(last, 1);
    const copy = COPIES[this.#count] ?? new Copy();
    COPIES[this.#count] = copy;
    copy.start = from * PAGE;
    copy.end = (to + 1) * PAGE;
    if (!this.#memory.read(copy.start, copy.bytes, copy.end - copy.start)) return undefined;
    this.#count++;
    return copy;
  }

  /** The last page in a direction in which a frame was met lately. */
  #reach(page: number, step: 1 | -1): number {
    let reached = page;
    for (let next = page + step; Math.abs(next - page) <= MOST_BESIDE; next += step) {
      const metIn = this.#metIn.get(next);
      if (metIn !== undefined && this.#walk - metIn <= REMEMBERED_WALKS) reached = next;
      else if (Math.abs(next - reached) > MOST_BETWEEN) break;
    }
    return reached;
  }
}
