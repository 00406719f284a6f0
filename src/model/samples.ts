import { FloatColumn, IntColumn } from './columns.ts';
import { FrameTable } from './frames.ts';
import { type StackIndex, StackTable } from './stacks.ts';

declare const table: unique symbol;

export type SampleIndex = number & { readonly [table]: 'sample' };

/** What was recorded: samples in time order, each a stack and the seconds attributed to it, with the tables they name. */
export class SampleTable {
  readonly frames: FrameTable;
  readonly stacks: StackTable;
  readonly #stack = new IntColumn();
  readonly #seconds = new FloatColumn();

  /** With the tables of another sample table, its stacks can be added as they are. */
  constructor(tables: { readonly frames?: FrameTable; readonly stacks?: StackTable } = {}) {
    this.frames = tables.frames ?? new FrameTable();
    this.stacks = tables.stacks ?? new StackTable();
  }

  get length(): number {
    return this.#stack.length;
  }

  /** `stack` comes from this table's `stacks`. */
  add(stack: StackIndex, seconds: number): SampleIndex {
    this.#stack.push(stack);
    this.#seconds.push(seconds);
    return (this.#stack.length - 1) as SampleIndex;
  }

  stackOf(sample: SampleIndex): StackIndex {
    return this.#stack.get(sample) as StackIndex;
  }

  secondsOf(sample: SampleIndex): number {
    return this.#seconds.get(sample);
  }
}
