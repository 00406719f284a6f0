/** What a snapshot proves of the frames in it, by the marks that its version of CPython leaves. */
export interface Liveness {
  /** How many frames of the snapshot's chain are the thread's stack, generators appended; 0: not proved. */
  provedDepth(now: number): number;
  /**
   * The same of a snapshot whose own moment counts: the data stack's frames alone, with what the thread's current frame was shortly
   * before. `caller`: index of the frame to which the generator led that it was; -1: it was none, or is done.
   */
  depthInCopy(caller: number): number;
  /** How many of them were live for certain, though more may have been. */
  certainDepth(): number;
}
