import type { StackIndex } from '../../model/stacks.ts';
import { CodeTable } from './code-table.ts';
import type { Interpreter } from './find-interpreter.ts';
import type { FrameChain } from './frame-chain.ts';
import { GarbageCollection } from './garbage-collection.ts';
import { StackRecorder } from './stack-recorder.ts';
import type { StackWalker, WalkOutcome } from './stack-walker.ts';
import { walkerOf } from './walker-of.ts';

/** Samples one thread of an interpreter. Allocates nothing for a stack that did not change. */
export class Sampler {
  readonly recorder: StackRecorder;
  readonly #walker: StackWalker;
  readonly #codes: CodeTable;
  readonly #collection: GarbageCollection;
  /** The C function that the innermost frame of the last `take` waits for, when that is known. */
  #builtIn: string | undefined;
  /** Index into the chain of the frame in which garbage was collected during the last `take`; -1: none. */
  #collectsAt = -1;

  /** `beside` is the sampler of another thread, with which this one shares code objects, frames and stacks. */
  constructor(interpreter: Interpreter, thread: number, beside?: Sampler) {
    const { memory, layout, codeType } = interpreter;
    this.#codes = beside === undefined ? new CodeTable(memory, layout, codeType) : beside.#codes;
    this.#collection = beside === undefined ? new GarbageCollection(interpreter) : beside.#collection;
    this.#walker = walkerOf(memory, layout, { codes: this.#codes, thread });
    this.recorder = new StackRecorder(memory, layout, this.#codes, beside?.recorder);
  }

  /** The frames of the last `take`, of which `depth` are the stack. */
  get chain(): FrameChain {
    return this.#walker.chain;
  }

  get depth(): number {
    return this.#walker.depth;
  }

  /** Reads that proved nothing and were repeated. */
  get retries(): number {
    return this.#walker.retries;
  }

  /** `now` is a monotonic clock in milliseconds. */
  take(now: number): WalkOutcome {
    let outcome = this.#walker.walk(now);
    this.#collectsAt = -1;
    const collecting = this.#collection.look();
    // The collection of another thread is in none of these frames.
    if (collecting !== 0 && this.chain.indexOf(collecting) >= 0) {
      outcome = this.#walker.walk(now);
      // What ran before and after the stack was read ran meanwhile.
      if (this.#collection.look() === collecting) this.#collectsAt = this.chain.indexOf(collecting);
    }
    const waitsForC = outcome === 'whole' && (this.#collectsAt < 0 || this.#collectsAt < this.depth - 1);
    this.#builtIn = waitsForC ? this.#walker.builtIn(now) : undefined;
    return outcome;
  }

  /**
   * The stack of the last `take` without its outermost `skip` frames, and on top the C function that it waits for. Where garbage
   * is collected, a frame `<GC>` stands above the one in which that began, below finalizers.
   */
  stack(now: number, skip: number): StackIndex {
    const range = { skip, depth: this.depth, collectsAt: this.#collectsAt, now };
    const stack = this.recorder.record(this.chain, range);
    return this.#builtIn === undefined ? stack : this.recorder.addBuiltIn(stack, this.#builtIn);
  }
}
