import type { Liveness } from './liveness.ts';
import type { ThreadSnapshot } from './thread-snapshot.ts';

/**
 * What proves a frame live in CPython 3.14 and later: a frame that is left has its code cleared (`clear_thread_frame` in
 * Python/ceval.c), so the chain of a snapshot ends where the stack did.
 */
export class ClearedCodes implements Liveness {
  readonly #snapshot: ThreadSnapshot;

  constructor(snapshot: ThreadSnapshot) {
    this.#snapshot = snapshot;
  }

  provedDepth(now: number): number {
    const { chain, current } = this.#snapshot;
    if (current === 0 || this.#snapshot.isInStack(current) || this.#leavesGenerators(current)) {
      return chain.length;
    }
    return this.#generatorDepth(now);
  }

  depthInCopy(): number {
    return this.#snapshot.chain.length;
  }

  certainDepth(): number {
    return this.#snapshot.chain.length;
  }

  /** The current frame may be that of a C caller, at the beginning and the end of its calls. */
  #leavesGenerators(current: number): boolean {
    const { links } = this.#snapshot;
    return links.followInto(current, this.#snapshot.isInStack) && links.count === 0;
  }

  /** The current frame is a generator that executes, called by the last frame of the chain. */
  #generatorDepth(now: number): number {
    const { links, chain, isInStack } = this.#snapshot;
    if (!links.followInto(this.#snapshot.current, isInStack) || links.count === 0) return 0;
    const caller = chain.length - 1;
    if (links.target !== (caller < 0 ? 0 : chain.addressAt(caller))) return 0;
    if (!this.#snapshot.appendGenerators(undefined, now)) return 0;
    return links.innermostHolds() ? chain.length : 0;
  }
}
