import type { FrameIndex } from './frames.ts';
import { hashTuple } from './hash-tuple.ts';

declare const table: unique symbol;

export type StackIndex = number & { readonly [table]: 'stack' };

/** The stack without frames; the parent of every outermost frame. */
export const NO_STACK: StackIndex = -1 as StackIndex;

/**
 * A prefix tree of stacks: a row is a stack whose innermost frame is `frameOf` and whose callers are the stack `parentOf`.
 * Equal stacks are one row, and a parent always stands before its children, so totals are one reverse loop.
 *
 * Where a stack leaves those before it, each further row is the first child of the one before and stands right behind it. Such
 * a row is found by looking there; only the others, of which a recording has few, are in the hash table.
 */
export class StackTable {
  /** Parent and frame of each row. */
  #rows = new Int32Array(512);
  #size = 0;
  /** Row + 1 of children that do not stand behind their parent, 0 for a free slot. A power of two, at most half full. */
  #slots = new Int32Array(256);
  #branches = 0;

  get size(): number {
    return this.#size;
  }

  add(parent: StackIndex, frame: FrameIndex): StackIndex {
    const next = parent + 1;
    if (next === this.#size) return this.#append(parent, frame);
    if (this.#holds(next, parent, frame)) return next as StackIndex;
    const mask = this.#slots.length - 1;
    for (let slot = hashTuple(parent, frame, 0) & mask; ; slot = (slot + 1) & mask) {
      const row = (this.#slots[slot] as number) - 1;
      if (row < 0) return this.#branch(slot, parent, frame);
      if (this.#holds(row, parent, frame)) return row as StackIndex;
    }
  }

  parentOf(stack: StackIndex): StackIndex {
    return this.#rows[stack * 2] as StackIndex;
  }

  frameOf(stack: StackIndex): FrameIndex {
    return this.#rows[stack * 2 + 1] as FrameIndex;
  }

  /** The frames from the outermost to the innermost. */
  framesOf(stack: StackIndex): FrameIndex[] {
    const frames: FrameIndex[] = [];
    for (let s = stack; s !== NO_STACK; s = this.parentOf(s)) frames.push(this.frameOf(s));
    return frames.reverse();
  }

  #holds(row: number, parent: StackIndex, frame: FrameIndex): boolean {
    return this.#rows[row * 2] === parent && this.#rows[row * 2 + 1] === frame;
  }

  #append(parent: StackIndex, frame: FrameIndex): StackIndex {
    const at = this.#size * 2;
    if (at === this.#rows.length) this.#growRows();
    this.#rows[at] = parent;
    this.#rows[at + 1] = frame;
    return this.#size++ as StackIndex;
  }

  #branch(slot: number, parent: StackIndex, frame: FrameIndex): StackIndex {
    const row = this.#append(parent, frame);
    this.#slots[slot] = row + 1;
    if (++this.#branches * 2 > this.#slots.length) this.#growSlots();
    return row;
  }

  #growRows(): void {
    const rows = new Int32Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
  }

  #growSlots(): void {
    const before = this.#slots;
    const slots = new Int32Array(before.length * 2);
    const mask = slots.length - 1;
    for (const row of before) {
      if (row === 0) continue;
      const stack = (row - 1) as StackIndex;
      let slot = hashTuple(this.parentOf(stack), this.frameOf(stack), 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row;
    }
    this.#slots = slots;
  }
}
