import type { FrameIndex } from './frames.ts';
import { TupleTable } from './tuples.ts';

declare const table: unique symbol;

export type StackIndex = number & { readonly [table]: 'stack' };

/** The stack without frames; the parent of every outermost frame. */
export const NO_STACK: StackIndex = -1 as StackIndex;

/**
 * A prefix tree of stacks: a row is a stack whose innermost frame is `frameOf` and whose callers are the stack `parentOf`.
 * Equal stacks are one row, and a parent always stands before its children, so totals are one reverse loop.
 */
export class StackTable {
  readonly #rows = new TupleTable(2);

  get size(): number {
    return this.#rows.size;
  }

  add(parent: StackIndex, frame: FrameIndex): StackIndex {
    return this.#rows.intern(parent, frame) as StackIndex;
  }

  parentOf(stack: StackIndex): StackIndex {
    return this.#rows.at(stack, 0) as StackIndex;
  }

  frameOf(stack: StackIndex): FrameIndex {
    return this.#rows.at(stack, 1) as FrameIndex;
  }

  /** The frames from the outermost to the innermost. */
  framesOf(stack: StackIndex): FrameIndex[] {
    const frames: FrameIndex[] = [];
    for (let s = stack; s !== NO_STACK; s = this.parentOf(s)) frames.push(this.frameOf(s));
    return frames.reverse();
  }
}
