import type { FrameCopies } from './frame-copies.ts';
import type { FrameObjectsLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { pointerAt } from './python-objects.ts';

/** Locals and value stack that are read with a frame; what lies behind is not looked at. */
const MOST_SLOTS = 48;

/** A copy of a `PyFrameObject`, made by one read (CPython 3.8 to 3.10). */
export class FrameObject {
  address = 0;
  readonly #memory: Memory;
  readonly #layout: FrameObjectsLayout;
  readonly #bytes: Buffer;
  readonly #words: Int32Array;
  #length = 0;

  constructor(memory: Memory, layout: FrameObjectsLayout) {
    this.#memory = memory;
    this.#layout = layout;
    this.#bytes = Buffer.alloc(layout.frame.locals + MOST_SLOTS * 8);
    this.#words = new Int32Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length >> 2);
  }

  read(address: number): boolean {
    this.address = address;
    this.#length = this.#bytes.length;
    if (this.#memory.read(address, this.#bytes, this.#length)) return true;
    // The last object before memory that is not there.
    this.#length = this.#layout.frame.locals + 8;
    return this.#memory.read(address, this.#bytes, this.#length);
  }

  /** As `read`, of memory that was copied with other frames where that is possible. */
  take(address: number, copies: FrameCopies): boolean {
    if (!copies.take(address, this.#bytes)) return this.read(address);
    this.address = address;
    this.#length = this.#bytes.length;
    return true;
  }

  /** Whether the frame stands as it did, with the first `slots` of its value stack. */
  stands(slots: number, copies: FrameCopies): boolean {
    const used = this.stackStart + slots * 8;
    const { back } = this.#layout.frame;
    return used > back && used <= this.#length && copies.isSame(this.address, this.#words, back, used);
  }

  get back(): number {
    return pointerAt(this.#bytes, this.#layout.frame.back);
  }

  get code(): number {
    return pointerAt(this.#bytes, this.#layout.frame.code);
  }

  /** Runs or waits for what it called. */
  get executing(): boolean {
    return this.#bytes[this.#layout.frame.state] === this.#layout.frame.executing;
  }

  /** The code unit of the last instruction, -1 before the first. */
  get unit(): number {
    const { instruction, instructionBytes } = this.#layout.frame;
    const last = this.#bytes.readInt32LE(instruction);
    return last < 0 || instructionBytes === 2 ? last : last >> 1;
  }

  /** A slot of the frame; 0 when it was not read. */
  pointer(offset: number): number {
    return offset + 8 <= this.#length ? pointerAt(this.#bytes, offset) : 0;
  }

  /** Offset of the value stack in the frame. */
  get stackStart(): number {
    return pointerAt(this.#bytes, this.#layout.frame.valueStack) - this.address;
  }

  /** Offset behind what was read. */
  get end(): number {
    return this.#length;
  }

  /** Whether another copy shows the same call at the same place. */
  isLike(other: FrameObject): boolean {
    return (
      other.back === this.back &&
      other.code === this.code &&
      other.unit === this.unit &&
      other.executing === this.executing
    );
  }
}
