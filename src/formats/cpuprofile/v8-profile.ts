/** Where a function is; numbers count from 0 and are -1 for what is not JavaScript. */
export interface CallFrame {
  readonly functionName: string;
  /** Empty for code without a file. */
  readonly url: string;
  /** `0` for what is not JavaScript. */
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly children?: readonly number[];
}

/**
 * A profile as V8's inspector and `.cpuprofile` files have it: a tree of calls, and samples that name a node of it each.
 * Times are microseconds of one clock; a delta is the time since the sample before, the first one since the start.
 */
export interface V8Profile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: ArrayLike<number>;
  readonly timeDeltas: ArrayLike<number>;
}

export const MICROS_PER_SECOND = 1e6;
