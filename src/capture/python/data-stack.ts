import type { DataStackLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { pointerAt } from './python-objects.ts';

/** Read beyond the top that the thread state tells, for frames that are pushed meanwhile: about eight of them. */
const SLACK = 1024;
/** Bounds on a plausible data stack: 64 MB hold half a million frames. */
const MOST_CHUNKS = 4096;
const LARGEST_CHUNK = 1 << 26;
const MOST_BYTES = 1 << 26;
/** Most threads never need more, and there may be thousands. */
const FIRST_BYTES = 4 << 10;

/** Objects are aligned to 8 bytes. */
const OBJECT_MASK = ~7;

/** A chunk's part of the snapshot. `end` is exact for chunks that are full, else as far as was read. */
export interface Segment {
  address: number;
  /** Bytes of the snapshot before this chunk. */
  position: number;
  /** Address behind the last byte that may hold frames. */
  end: number;
  /** Address behind the chunk. */
  limit: number;
}

/**
 * A snapshot of a thread's data stack: its chunks (`_PyStackChunk`) copied one behind the other, the outermost first.
 * A chunk is copied by one read; the program runs on meanwhile.
 */
export class DataStack {
  readonly #memory: Memory;
  readonly #layout: DataStackLayout;
  #bytes: Buffer = Buffer.alloc(0);
  #words: Int32Array = new Int32Array(0);
  #doubles: Float64Array = new Float64Array(0);
  /** The snapshot before, for finding what changed. */
  #oldBytes: Buffer = Buffer.alloc(0);
  #oldWords: Int32Array = new Int32Array(0);
  #oldDoubles: Float64Array = new Float64Array(0);
  #length = 0;
  #oldLength = 0;
  #isWhole = false;
  #isComparable = false;
  readonly #segments: Segment[] = [];
  #count = 0;
  /** The newest chunk of the list; 0: no list. */
  #listed = 0;
  readonly #chunk = Buffer.alloc(24);

  constructor(memory: Memory, layout: DataStackLayout) {
    this.#memory = memory;
    this.#layout = layout;
    this.#reserve(FIRST_BYTES);
    this.#swap();
    this.#reserve(FIRST_BYTES);
  }

  /** Bytes of the snapshot. */
  get length(): number {
    return this.#length;
  }

  /** Whether the same positions stand for the same addresses as in the snapshot before. */
  get isComparable(): boolean {
    return this.#isComparable;
  }

  /** Whether all of it is as it was in the snapshot before. */
  get standsStill(): boolean {
    return this.#isComparable && this.#length === this.#oldLength && this.isSame(0, this.#length);
  }

  get segmentCount(): number {
    return this.#count;
  }

  segment(index: number): Segment {
    return this.#segments[index] as Segment;
  }

  /** Copies the chunks; `top` is the thread's `datastack_top`. False when they are not readable or change meanwhile. */
  read(newest: number, top: number): boolean {
    this.#swap();
    this.#oldLength = this.#length;
    this.#isComparable = this.#isWhole && newest === this.#listed;
    this.#isWhole = (newest === this.#listed || this.#listChunks(newest)) && this.#isCopied(top);
    if (this.#isWhole) return true;
    this.#isComparable = false;
    this.#isWhole = this.#listChunks(newest) && this.#isCopied(top);
    return this.#isWhole;
  }

  /**
   * Whether some bytes are as they were in the snapshot before, which has to be comparable. Both are multiples of 8. They are
   * compared as floating point numbers, two words at a time: but for a sign without a number, which no field of a frame is, what
   * differs in any bit is different.
   */
  isSame(position: number, length: number): boolean {
    const doubles = this.#doubles;
    const old = this.#oldDoubles;
    for (let at = position >> 3, end = (position + length) >> 3; at < end; at++) {
      if (doubles[at] !== old[at]) return false;
    }
    return true;
  }

  #swap(): void {
    const bytes = this.#bytes;
    const words = this.#words;
    const doubles = this.#doubles;
    this.#bytes = this.#oldBytes;
    this.#words = this.#oldWords;
    this.#doubles = this.#oldDoubles;
    this.#oldBytes = bytes;
    this.#oldWords = words;
    this.#oldDoubles = doubles;
  }

  #isCopied(top: number): boolean {
    return this.#copy(top) && this.#headersHold();
  }

  #copy(top: number): boolean {
    const last = this.segment(this.#count - 1);
    last.end = Math.min(last.limit, Math.max(top, last.address) + SLACK);
    let bytes = 0;
    for (let i = 0; i < this.#count; i++) {
      const segment = this.segment(i);
      segment.position = bytes;
      bytes += (segment.end - segment.address + 7) & ~7;
    }
    if (bytes > MOST_BYTES) return false;
    this.#length = bytes;
    this.#reserve(bytes);
    for (let i = this.#count - 1; i >= 0; i--) {
      const { address, end, position } = this.segment(i);
      const into = position === 0 ? this.#bytes : this.#bytes.subarray(position);
      if (!this.#memory.read(address, into, end - address)) return false;
    }
    return true;
  }

  /** The chunks were listed at an earlier sample: what the copies say of size, top and predecessor has to be the same. */
  #headersHold(): boolean {
    const { chunk } = this.#layout;
    for (let i = 0; i < this.#count; i++) {
      const segment = this.segment(i);
      const previous = i === 0 ? 0 : this.segment(i - 1).address;
      if (this.pointer(segment.position + chunk.previous) !== previous) return false;
      if (this.pointer(segment.position + chunk.size) !== segment.limit - segment.address) return false;
      const used = chunk.data + this.pointer(segment.position + chunk.top) * 8;
      if (i < this.#count - 1 && segment.address + used !== segment.end) return false;
    }
    return true;
  }

  /** The segment that holds an address; -1: none. */
  segmentOf(address: number): number {
    for (let i = this.#count - 1; i >= 0; i--) {
      const segment = this.segment(i);
      if (address >= segment.address && address < segment.end) return i;
    }
    return -1;
  }

  /** Where in the snapshot the bytes of an address of a segment are. */
  positionOf(segment: Segment, address: number): number {
    return (segment.position + address - segment.address) | 0;
  }

  word(position: number): number {
    return this.#words[position >> 2] as number;
  }

  byte(position: number): number {
    return this.#bytes[position] as number;
  }

  pointer(position: number): number {
    const at = position >> 2;
    return ((this.#words[at] as number) >>> 0) + ((this.#words[at + 1] as number) >>> 0) * 0x1_0000_0000;
  }

  /** A pointer to an object without the tags in its low bits (CPython 3.14 and later). */
  object(position: number): number {
    const at = position >> 2;
    const low = (this.#words[at] as number) & OBJECT_MASK;
    return (low >>> 0) + ((this.#words[at + 1] as number) >>> 0) * 0x1_0000_0000;
  }

  #listChunks(newest: number): boolean {
    const { chunk } = this.#layout;
    this.#listed = 0;
    let count = 0;
    for (let address = newest; address !== 0; count++) {
      if (count === MOST_CHUNKS || !this.#memory.read(address, this.#chunk, 24)) return false;
      const size = pointerAt(this.#chunk, chunk.size);
      // `top` of a chunk is written when the next one is made; it counts words from `data`.
      const used = chunk.data + pointerAt(this.#chunk, chunk.top) * 8;
      if (!(size >= chunk.data && size <= LARGEST_CHUNK)) return false;
      if (count > 0 && used > size) return false;
      const segment = this.#segments[count] ?? { address: 0, position: 0, end: 0, limit: 0 };
      this.#segments[count] = segment;
      segment.address = address;
      segment.end = address + (count === 0 ? size : used);
      segment.limit = address + size;
      address = pointerAt(this.#chunk, chunk.previous);
    }
    for (let i = 0, j = count - 1; i < j; i++, j--) {
      const other = this.segment(i);
      this.#segments[i] = this.segment(j);
      this.#segments[j] = other;
    }
    this.#count = count;
    if (count > 0) this.#listed = newest;
    return count > 0;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return;
    this.#bytes = Buffer.alloc(2 ** Math.ceil(Math.log2(bytes)));
    this.#words = new Int32Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length >> 2);
    this.#doubles = new Float64Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length >> 3);
  }
}
