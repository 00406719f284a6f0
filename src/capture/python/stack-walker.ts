import type { FrameChain } from './frame-chain.ts';

import type { Resumed } from './resumed-generators.ts';

/**
 * `whole`: the chain up to `depth` is a stack that the thread had; with frame objects (CPython 3.8 to 3.10), one of which each call was
 * made lately. `cut`: it is the outer part of one. `none`: nothing could be proved. `idle`: the thread runs no Python code. `gone`: its
 * memory is not readable.
 */
export type WalkOutcome = 'whole' | 'cut' | 'none' | 'idle' | 'gone';

/** Reads a thread's stack while the thread runs, and says only what the read bytes prove. */
export interface StackWalker {
  readonly chain: FrameChain;
  /** Frames of `chain` that are the stack. */
  readonly depth: number;
  /**
   * Address of the frame that was innermost when the last walk began, told by one word of the thread's, so that no moment is
   * preferred; 0 when that is not known.
   */
  readonly innermost: number;
  /** Its code object, for others come and go at an address; UNKNOWN_CODE or 0: it was left before that was read. */
  readonly innermostCode: number;
  /** Whether the last walk saw that no younger thread stands before this one in the interpreter's list; false: not known. */
  readonly isYoungest: boolean;
  /**
   * Whether chance may have made a call that was seen in the last walk: it was hardly ever seen before, or its caller's instruction
   * is for another one. Then the stack is shown but once.
   */
  readonly hasUnsureCall: boolean;
  /** What is known of the generators above the last frame of the data stack; frames that were not read are not those of that moment. */
  readonly above: Resumed;
  /** Reads that proved nothing and were repeated, since the walker was made. */
  readonly retries: number;
  /** `now` is the sampler's clock in milliseconds. */
  walk(now: number): WalkOutcome;
  /** The name of the C function that a frame of the last walk waits for, by its index, when that was `whole` and it is proved. */
  builtIn(index: number, now: number): string | undefined;
}
