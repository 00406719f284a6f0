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
  /**
   * Of each child that does not stand behind its parent: row + 1, 0 for a free slot, and hash, so that the wrong ones are told
   * apart without going to their rows. A power of two, at most half full.
   */
  #slots = new Int32Array(512);
  #branches = 0;

  get size(): number {
    return this.#size;
  }

  add(parent: StackIndex, frame: FrameIndex): StackIndex {
    const next = parent + 1;
    if (next === this.#size) return this.#append(parent, frame);
    if (this.#holds(next, parent, frame)) return next as StackIndex;
    return this.#findBranch(parent, frame);
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

  /** The outermost frames that two stacks have in common. */
  sharedBy(one: StackIndex, other: StackIndex): StackIndex {
    let a = one;
    let b = other;
    // A parent stands before its children, so the greater of the two is not shared.
    while (a !== b) {
      if (a > b) a = this.parentOf(a);
      else b = this.parentOf(b);
    }
    return a;
  }

  #holds(row: number, parent: StackIndex, frame: FrameIndex): boolean {
    return this.#rows[row * 2] === parent && this.#rows[row * 2 + 1] === frame;
  }

  #findBranch(parent: StackIndex, frame: FrameIndex): StackIndex {
    const slots = this.#slots;
    const mask = slots.length - 2;
    const hash = hashTuple(parent, frame, 0) | 0;
    let slot = (hash << 1) & mask;
    for (let held = slots[slot] as number; held !== 0; held = slots[slot] as number) {
      if (slots[slot + 1] === hash && this.#holds(held - 1, parent, frame)) return (held - 1) as StackIndex;
      slot = (slot + 2) & mask;
    }
    const row = this.#append(parent, frame);
    slots[slot] = row + 1;
    slots[slot + 1] = hash;
    if (++this.#branches * 4 > slots.length) this.#growSlots();
    return row;
  }

  #append(parent: StackIndex, frame: FrameIndex): StackIndex {
    const at = this.#size * 2;
    if (at === this.#rows.length) this.#growRows();
    this.#rows[at] = parent;
    this.#rows[at + 1] = frame;
    return this.#size++ as StackIndex;
  }

  #growRows(): void {
    const rows = new Int32Array(this.#rows.length * 2);
    rows.set(this.#rows);
    this.#rows = rows;
  }

  #growSlots(): void {
    const before = this.#slots;
    const slots = new Int32Array(before.length * 2);
    const mask = slots.length - 2;
    for (let from = 0; from < before.length; from += 2) {
      if (before[from] === 0) continue;
      const hash = before[from + 1] as number;
      let slot = (hash << 1) & mask;
      while (slots[slot] !== 0) slot = (slot + 2) & mask;
      slots[slot] = before[from] as number;
      slots[slot + 1] = hash;
    }
    this.#slots = slots;
  }
}
