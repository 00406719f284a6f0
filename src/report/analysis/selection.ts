import type { IdentifierIndex } from '../../model/frames.ts';

/** Seconds of sampled time from the start of the recording. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The part of a session that all views show, and in what form. */
export interface Selection {
  readonly range: TimeRange | undefined;
  /** Only calls of this function, as the outermost ones. */
  readonly focus: IdentifierIndex | undefined;
  /** Functions whose time goes to their callers. */
  readonly hidden: readonly IdentifierIndex[];
  /** Calls stand below what they called. */
  readonly inverts: boolean;
  /** A function that is on the stack already is not shown below itself. */
  readonly mergesRecursion: boolean;
}
