/** What a snapshot proves of the frames in it, by the marks that its version of CPython leaves. */
export interface Liveness {
  /** How many frames of the snapshot's chain are the thread's stack, generators appended; 0: not proved. */
  provedDepth(now: number): number;
  /** How many of them were live for certain, though more may have been. */
  certainDepth(): number;
}
