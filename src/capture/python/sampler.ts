import type { StackIndex } from '../../model/stacks.ts';
import { CodeTable } from './code-table.ts';
import type { Interpreter } from './find-interpreter.ts';
import type { FrameChain } from './frame-chain.ts';
import { StackRecorder } from './stack-recorder.ts';
import type { StackWalker, WalkOutcome } from './stack-walker.ts';
import { walkerOf } from './walker-of.ts';

/** Samples one thread of an interpreter. Allocates nothing for a stack that did not change. */
export class Sampler {
  readonly recorder: StackRecorder;
  readonly #walker: StackWalker;
  readonly #codes: CodeTable;
  #builtIn: string | undefined;

  /** `beside` is the sampler of another thread, with which this one shares code objects, frames and stacks. */
  constructor(interpreter: Interpreter, thread: number, beside?: Sampler) {
    const { memory, layout, codeType } = interpreter;
    this.#codes = beside === undefined ? new CodeTable(memory, layout, codeType) : beside.#codes;
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

  /** The C function that the innermost frame of the last `take` waits for, when that is known. */
  get builtIn(): string | undefined {
    return this.#builtIn;
  }

  /** Reads that proved nothing and were repeated. */
  get retries(): number {
    return this.#walker.retries;
  }

  /** `now` is a monotonic clock in milliseconds. */
  take(now: number): WalkOutcome {
    const outcome = this.#walker.walk(now);
    this.#builtIn = outcome === 'whole' ? this.#walker.builtIn(now) : undefined;
    return outcome;
  }

  /** The stack of the last `take` without its outermost `skip` frames, and on top the C function that it waits for. */
  stack(now: number, skip: number): StackIndex {
    const stack = this.recorder.record(this.chain, { skip, depth: this.depth, now });
    return this.#builtIn === undefined ? stack : this.recorder.addBuiltIn(stack, this.#builtIn);
  }
}
